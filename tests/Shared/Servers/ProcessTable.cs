using System.Diagnostics;
using System.Globalization;

namespace SessionManager.Tests.Servers;

/// <summary>The processes that run now, read from the system: a server's own children are not ours to hold on to.</summary>
internal static class ProcessTable
{
    /// <summary>A process and all that descend from it, those that have ended left out.</summary>
    public static IReadOnlyList<int> Family(int pid)
    {
        var running = Read();
        var family = new List<int>();
        if (running.Any(p => p.Pid == pid))
            family.Add(pid);
        for (var i = 0; i < family.Count; i++)
            family.AddRange(running.Where(p => p.Parent == family[i]).Select(p => p.Pid));
        return family;
    }

    public static bool IsRunning(IEnumerable<int> pids)
    {
        var running = Read().Select(p => p.Pid).ToHashSet();
        return pids.Any(running.Contains);
    }

    private static List<(int Pid, int Parent)> Read() => OperatingSystem.IsLinux() ? FromProc() : FromPs();

    private static List<(int Pid, int Parent)> FromProc()
    {
        var processes = new List<(int, int)>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!TryNumber(Path.GetFileName(folder), out var pid))
                continue;
            try
            {
                // "pid (name) state parent …", where the name may hold anything, brackets too.
                var stat = File.ReadAllText($"{folder}/stat");
                Add(processes, pid, stat[(stat.LastIndexOf(')') + 2)..].Split(' '));
            }
            catch (IOException)
            {
                // Ended while it was read.
            }
        }

        return processes;
    }

    private static List<(int Pid, int Parent)> FromPs()
    {
        using var ps = Process.Start(
            new ProcessStartInfo("ps", ["-A", "-o", "pid=,stat=,ppid="])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
            }
        )!;
        var lines = ps.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        ps.WaitForExit();
        var processes = new List<(int, int)>();
        foreach (var line in lines)
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (TryNumber(fields[0], out var pid))
                Add(processes, pid, fields[1..]);
        }

        return processes;
    }

    private static void Add(List<(int Pid, int Parent)> processes, int pid, string[] stateAndParent)
    {
        if (stateAndParent[0][0] is not ('Z' or 'X') && TryNumber(stateAndParent[1], out var parent))
            processes.Add((pid, parent));
    }

    private static bool TryNumber(string? text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
