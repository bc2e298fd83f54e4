using System.CommandLine;

namespace SessionManager.Cli.Connections;

/// <summary>The options that say where the sessions are. They stand before or behind any command.</summary>
internal static class ConnectionOptions
{
    public static Option<string?> Connection { get; } =
        new("--connection", "-c")
        {
            Description =
                "Where the sessions are: Host=…, postgres://…, Data Source=…, redis://… or host:port. A password given here "
                + "shows in the list of processes: prefer SESSION_MANAGER_CONNECTION or --config.",
            HelpName = "connection",
            Recursive = true,
        };

    public static Option<string?> Provider { get; } =
        Among("--provider", "The storage, where the connection does not say it.", TargetResolver.Providers.Keys);

    public static Option<string?> Shape { get; } =
        Among("--shape", "The shape of the session table (default: sessions).", TargetResolver.Shapes.Keys);

    public static Option<string?> Schema { get; } =
        new("--schema")
        {
            Description = "PostgreSQL: the schema of the tables.",
            HelpName = "schema",
            Recursive = true,
        };

    public static Option<string?> KeyPrefix { get; } =
        new("--key-prefix")
        {
            Description = "Redis: what all keys begin with (default: sm).",
            HelpName = "prefix",
            Recursive = true,
        };

    public static Option<string?> Cache { get; } =
        new("--cache")
        {
            Description =
                "The Redis that hosts put in front of the database, so that they see at once what is ended here.",
            HelpName = "connection",
            Recursive = true,
        };

    public static Option<FileInfo?> Config { get; } =
        new("--config")
        {
            Description =
                "A JSON file with the sections SessionManager and ConnectionStrings, such as the host's appsettings.json.",
            HelpName = "file",
            Recursive = true,
        };

    public static IEnumerable<Option> All => [Connection, Provider, Shape, Schema, KeyPrefix, Cache, Config];

    public static Option<string?> Among(string name, string description, IEnumerable<string> words)
    {
        var option = new Option<string?>(name)
        {
            Description = description,
            HelpName = string.Join('|', words),
            Recursive = true,
        };
        option.TakeOneOf([.. words]);
        return option;
    }
}
