namespace WebApp;

/// <summary>
/// Stands for the mail that an application sends. The sample has no mailbox, so it leaves the message in a folder.
/// </summary>
internal sealed class ResetMail(IConfiguration configuration)
{
    public void Send(string user, string code)
    {
        var folder = configuration["Mail"] ?? AppContext.BaseDirectory;
        File.WriteAllText(Path.Combine(folder, $"mail-to-{user}.txt"), code);
    }
}
