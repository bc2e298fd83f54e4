using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace SessionManager.Sqlite;

/// <summary>
/// Lets Microsoft.Data.Sqlite, which asks for a newer SQLitePCLRaw, run on the one beside the program: the runtime
/// refuses a lower version on its own. Goes once the plain package can be restored everywhere.
/// </summary>
internal static class SqliteLoader
{
#pragma warning disable CA2255 // Linked into what is run: nothing else comes before the first use of SQLite.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Initialize()
    {
        AssemblyLoadContext.Default.Resolving += static (context, name) =>
            name.Name!.StartsWith("SQLitePCLRaw", StringComparison.Ordinal)
                ? context.LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, name.Name + ".dll"))
                : null;
        SQLitePCL.Batteries_V2.Init();
    }
}
