using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SessionManager.Audit.Trail;

namespace SessionManager.Dashboard.Admin.AuditTrail;

/// <summary>The audit trail, a page at a time, where the host keeps one.</summary>
internal static class AuditListEndpoint
{
    public const string NoTrail =
        "This application keeps no audit trail that can be read. Add one to AddSessionManager(), such as AddDatabaseAudit().";

    public static async Task<IResult> HandleAsync(HttpContext context)
    {
        if (context.RequestServices.GetService<ISessionAuditTrail>() is not { } trail)
            return AdminProblems.Unsupported(NoTrail);
        if (!AuditQueryReader.TryRead(context.Request.Query, out var query, out var wrong))
            return AdminProblems.Invalid(wrong, "This is none of what the filter takes.");
        var page = await trail.QueryAsync(query, context.RequestAborted).ConfigureAwait(false);
        return TypedResults.Json(
            new AuditRows([.. page.Items.Select(AuditRow.Of)], page.Next?.ToString()),
            AdminJsonContext.Default.AuditRows
        );
    }
}
