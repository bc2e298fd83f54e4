using Microsoft.Extensions.Options;

namespace SessionManager.EntityFrameworkCore.Audit;

/// <summary>Refuses options that cannot work, each with the name of the option and the fix.</summary>
internal sealed class DatabaseAuditOptionsValidator : IValidateOptions<DatabaseAuditOptions>
{
    private const int ShortestKey = 32;
    private static readonly TimeSpan ShortestRetention = TimeSpan.FromHours(1);

    public ValidateOptionsResult Validate(string? name, DatabaseAuditOptions options)
    {
        var errors = new List<string>();
        if (options.NodeId is { } node && !IsNodeId(node))
        {
            errors.Add(
                "DatabaseAuditOptions.NodeId must be 1 to 64 printable ASCII characters without spaces; leave it null "
                    + "for a name that is made at each start."
            );
        }

        if (options.Key is { Length: < ShortestKey })
        {
            errors.Add(
                "DatabaseAuditOptions.Key must be at least 32 bytes: take them from RandomNumberGenerator, or leave it "
                    + "null for hashes without a key."
            );
        }

        if (options.Retention < ShortestRetention)
        {
            errors.Add(
                "DatabaseAuditOptions.Retention must be at least 1 hour; leave it null to keep events for ever."
            );
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static bool IsNodeId(string node) =>
        node.Length is > 0 and <= SessionAuditMapping.NodeIdLength && !node.AsSpan().ContainsAnyExceptInRange('!', '~');
}
