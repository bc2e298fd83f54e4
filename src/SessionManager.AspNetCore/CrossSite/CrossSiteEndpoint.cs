namespace SessionManager.AspNetCore.CrossSite;

/// <summary>Marks an endpoint that other sites may send a browser to, with its cookie.</summary>
internal sealed class CrossSiteEndpoint
{
    public static readonly CrossSiteEndpoint Instance = new();

    private CrossSiteEndpoint() { }

    public override string ToString() => "May be used across sites";
}
