namespace SessionManager.Dashboard.StaticFiles;

/// <summary>A file of the pages, as it stands in the assembly.</summary>
/// <param name="ContentType">What it is, with its charset.</param>
/// <param name="Content">The file.</param>
/// <param name="Compressed">The file by gzip; null where that is no smaller.</param>
/// <param name="Tag">A hash of the content, as an entity tag.</param>
internal sealed record DashboardAsset(string ContentType, byte[] Content, byte[]? Compressed, string Tag);
