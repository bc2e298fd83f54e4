using System.Buffers.Text;
using System.Collections.Frozen;
using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace SessionManager.Dashboard.StaticFiles;

/// <summary>All files of the pages, read once. Their address carries a hash of all of them, so a browser may keep them for ever.</summary>
internal sealed class DashboardAssets
{
    private const string Root = "assets/";
    private const int TagBytes = 12;

    private readonly FrozenDictionary<string, DashboardAsset> _assets;

    private DashboardAssets(Assembly assembly)
    {
        _assets = assembly
            .GetManifestResourceNames()
            .Select(static name => (Name: name, Path: name.Replace('\\', '/')))
            .Where(static resource => resource.Path.StartsWith(Root, StringComparison.Ordinal))
            .ToFrozenDictionary(
                static resource => resource.Path[Root.Length..],
                resource => Read(assembly, resource.Name, resource.Path),
                StringComparer.Ordinal
            );
        Version = VersionOf(_assets);
    }

    /// <summary>The files of this assembly.</summary>
    public static DashboardAssets Shared => Cached.Assets;

    /// <summary>Changes when any file does.</summary>
    public string Version { get; }

    /// <summary>The paths of all files, such as <c>sessions/sessions.js</c>.</summary>
    public IEnumerable<string> Paths => _assets.Keys;

    /// <summary>The file at a path; null when there is none.</summary>
    public DashboardAsset? Find(string path) => _assets.GetValueOrDefault(path);

    private static DashboardAsset Read(Assembly assembly, string name, string path)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        var tag = Base64Url.EncodeToString(SHA256.HashData(content).AsSpan(0, TagBytes));
        return new(ContentType(Path.GetExtension(path)), content, Compress(content), $"\"{tag}\"");
    }

    private static byte[]? Compress(byte[] content)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.SmallestSize, leaveOpen: true))
            gzip.Write(content);
        return buffer.Length < content.Length ? buffer.ToArray() : null;
    }

    private static string VersionOf(FrozenDictionary<string, DashboardAsset> assets)
    {
        var all = new StringBuilder();
        foreach (var (path, asset) in assets.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
            all.Append(path).Append('\n').Append(asset.Tag).Append('\n');
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(all.ToString()));
        return Base64Url.EncodeToString(hash.AsSpan(0, TagBytes));
    }

    private static string ContentType(string extension) =>
        extension switch
        {
            ".js" => "text/javascript; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            ".json" => "application/json; charset=utf-8",
            ".svg" => "image/svg+xml",
            _ => throw new InvalidOperationException(
                $"A file of the dashboard ends in {extension}, which has no type."
            ),
        };

    /// <summary>Read when first asked for.</summary>
    private static class Cached
    {
        public static readonly DashboardAssets Assets = new(typeof(DashboardAssets).Assembly);
    }
}
