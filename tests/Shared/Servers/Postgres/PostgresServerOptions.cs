namespace SessionManager.Tests.Servers;

/// <param name="Durable">Whether what was committed survives <see cref="PostgresServer.KillAsync"/> as in production; slower.</param>
/// <param name="SynchronousCommit">Whether a commit waits for its log record to be written.</param>
/// <param name="MaxConnections">How many connections all tests of the server hold together.</param>
public sealed record PostgresServerOptions(
    bool Durable = false,
    bool SynchronousCommit = true,
    int MaxConnections = 300
);
