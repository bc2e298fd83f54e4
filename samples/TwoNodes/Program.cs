using TwoNodes;

// Two hosts that share nothing but a Redis: what is ended on one is ended on the other.
//   --redis localhost:6379   which Redis
//   --cache true             each host keeps live sessions in its process, and hears of changes from the other
var settings = new ConfigurationBuilder().AddCommandLine(args).Build();
var redis = settings["redis"] ?? "localhost:6379";
var cache = settings.GetValue<bool>("cache");

await using var first = await Node.StartAsync(settings["first"] ?? "http://127.0.0.1:5082", redis, cache);
await using var second = await Node.StartAsync(settings["second"] ?? "http://127.0.0.1:5083", redis, cache);
Console.WriteLine(Instructions.For(first.Urls.First(), second.Urls.First(), cache));
await Task.WhenAny(first.WaitForShutdownAsync(), second.WaitForShutdownAsync());
