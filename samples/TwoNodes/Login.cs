namespace TwoNodes;

internal sealed record Login(string User, string Password);
