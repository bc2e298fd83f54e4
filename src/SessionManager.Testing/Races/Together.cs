namespace SessionManager.Testing.Races;

/// <summary>Runs work at once, as tightly as the machine can.</summary>
/// <remarks>
/// A few threads wait for one another, spinning, and then each begins its share without waiting for any to end: a
/// storage behind a connection has all of it under way at once, and one in memory meets real threads at its doors.
/// </remarks>
internal static class Together
{
    private static readonly int _lanes = Math.Clamp(Environment.ProcessorCount * 2, 4, 16);

    public static async Task<T[]> RunAsync<T>(int count, Func<int, ValueTask<T>> work)
    {
        var lanes = Math.Min(count, _lanes);
        var waiting = lanes;
        var begun = await Task.WhenAll(
            Enumerable
                .Range(0, lanes)
                .Select(lane =>
                    Task.Factory.StartNew(
                        () =>
                        {
                            Interlocked.Decrement(ref waiting);
                            var spin = new SpinWait();
                            while (Volatile.Read(ref waiting) > 0)
                                spin.SpinOnce(sleep1Threshold: -1);
                            return BeginShare(lane, lanes, count, work);
                        },
                        CancellationToken.None,
                        TaskCreationOptions.LongRunning,
                        TaskScheduler.Default
                    )
                )
        );
        var results = new T[count];
        foreach (var (index, task) in begun.SelectMany(static share => share))
            results[index] = await task;
        return results;
    }

    public static Task RunAsync(int count, Func<int, ValueTask> work) =>
        RunAsync(
            count,
            async index =>
            {
                await work(index);
                return true;
            }
        );

    private static List<(int Index, Task<T> Task)> BeginShare<T>(
        int lane,
        int lanes,
        int count,
        Func<int, ValueTask<T>> work
    )
    {
        var share = new List<(int, Task<T>)>((count / lanes) + 1);
        for (var index = lane; index < count; index += lanes)
            share.Add((index, BeginAsync(index, work)));
        return share;
    }

    private static async Task<T> BeginAsync<T>(int index, Func<int, ValueTask<T>> work) => await work(index);
}
