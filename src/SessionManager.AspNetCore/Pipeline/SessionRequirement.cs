namespace SessionManager.AspNetCore.Pipeline;

/// <summary>Marks an endpoint that requires a session.</summary>
internal sealed class SessionRequirement
{
    public static readonly SessionRequirement Instance = new();

    private SessionRequirement() { }

    public override string ToString() => "Requires a session";
}
