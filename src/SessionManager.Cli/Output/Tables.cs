namespace SessionManager.Cli.Output;

/// <summary>Tables of stored text, which is shown as it is and interpreted by nobody.</summary>
internal static class Tables
{
    private const string Nothing = "-";

    public static Table Create(params ReadOnlySpan<string> columns)
    {
        var table = new Table { Border = TableBorder.Simple, ShowRowSeparators = false };
        foreach (var column in columns)
            table.AddColumn(new TableColumn(new Text(column, new Style(decoration: Decoration.Bold))).NoWrap());
        return table;
    }

    public static void Add(Table table, params IEnumerable<string?> cells) =>
        table.AddRow(cells.Select(static cell => Cell(cell)));

    /// <summary>Names and values under each other; what has no value is left out.</summary>
    public static Grid List(params IEnumerable<(string Name, string? Value)> lines)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();
        foreach (var (name, value) in lines)
        {
            if (value is not null)
                grid.AddRow(new Text(name, new Style(decoration: Decoration.Bold)), Cell(value));
        }

        return grid;
    }

    /// <summary>A word of a state, in a colour where there are colours.</summary>
    public static Style StyleOf(string word) =>
        word switch
        {
            "active" or "ok" => new Style(Color.Green),
            "idle" or "warning" => new Style(Color.Yellow),
            "failed" => new Style(Color.Red),
            _ => Style.Plain,
        };

    private static Text Cell(string? text) =>
        string.IsNullOrEmpty(text) ? new Text(Nothing) : new Text(SafeText.Of(text), StyleOf(text));
}
