using SessionManager.Benchmarks.Database;

return await DatabaseCommand.RunAsync(args);
