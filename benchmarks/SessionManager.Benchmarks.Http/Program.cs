using SessionManager.Benchmarks.Http.CommandLine;
using SessionManager.Benchmarks.Http.Hosts;
using SessionManager.Benchmarks.Http.Load;

// One program, three roles: the hosts and the load generator are this program again, each in a process of its own.
return args switch
{
    ["host", var name, "--urls", var url] => await HostServer.RunAsync(name, url),
    ["load"] => await LoadServer.RunAsync(Console.In, Console.Out),
    _ => await BenchmarkCommand.RunAsync(args),
};
