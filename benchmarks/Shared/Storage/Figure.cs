namespace SessionManager.Benchmarks.Storage;

/// <summary>
/// One line of the table: of which database or server, holding how many sessions. Times are in milliseconds, and their
/// value is the median.
/// </summary>
internal sealed record Figure(string On, int Rows, string What, double Value, double? P99, string Unit);
