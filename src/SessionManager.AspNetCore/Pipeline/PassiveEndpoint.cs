namespace SessionManager.AspNetCore.Pipeline;

/// <summary>Marks an endpoint whose use does not keep a session alive.</summary>
internal sealed class PassiveEndpoint
{
    public static readonly PassiveEndpoint Instance = new();

    private PassiveEndpoint() { }

    public override string ToString() => "Does not keep the session alive";
}
