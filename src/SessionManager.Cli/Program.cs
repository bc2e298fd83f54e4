using SessionManager.Cli;

return await CommandLine.RunAsync(args).ConfigureAwait(false);
