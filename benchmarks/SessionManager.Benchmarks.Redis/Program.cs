using SessionManager.Benchmarks.Redis;

return await RedisCommand.RunAsync(args);
