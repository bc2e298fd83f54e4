using System.Text.Json;

namespace SessionManager.Benchmarks.Storage;

/// <summary>Prints figures as they come, and at the end where they stand to the goals.</summary>
internal sealed class FigureReport
{
    private const int LongestNote = 400;

    private readonly List<Figure> _figures = [];
    private readonly List<(string Title, string Text)> _notes = [];

    public void Add(Figure figure)
    {
        if (_figures.Count == 0)
            Console.WriteLine($"{"", -12}{"rows", 11}  {"", -48}{"median", 12}{"p99", 12}");
        _figures.Add(figure);
        Console.WriteLine(
            $"{figure.On, -12}{figure.Rows, 11:N0}  {figure.What, -48}{figure.Value, 12:N3}{figure.P99, 12:N3}  "
                + figure.Unit
        );
    }

    /// <summary>Keeps a text for the end of the report, cut where only lists of parameters would follow.</summary>
    public void Note(string title, string text) =>
        _notes.Add((title, text.Length > LongestNote ? $"{text[..LongestNote]}…" : text.TrimEnd()));

    /// <param name="name">Of the file that the figures are written to.</param>
    /// <param name="judge">The goals that the figures are about.</param>
    public async Task FinishAsync(string name, Func<IReadOnlyList<Figure>, IEnumerable<FigureGoal>> judge)
    {
        foreach (var (title, text) in _notes)
            Console.WriteLine($"\n{title}\n{text}");
        Console.WriteLine("\ngoals");
        foreach (var goal in judge(_figures))
        {
            var limit = $"{(goal.AtLeast ? ">=" : "<=")} {goal.Limit}";
            Console.WriteLine(
                $"  {goal.What, -76}{limit, -10}{goal.Measured, 10:F2}  {(goal.IsMet ? "met" : "NOT MET")}"
            );
        }

        var path = Path.Combine("artifacts", "benchmarks", name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, JsonSerializer.Serialize(_figures));
        Console.WriteLine($"Written to {path}");
    }
}
