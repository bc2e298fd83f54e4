using System.CommandLine;
using SessionManager.Cli.Connections;
using SessionManager.Cli.Running;

namespace SessionManager.Cli.Commands;

/// <summary>Prints what makes a shell complete commands and options, by asking this program.</summary>
internal static class CompletionCommand
{
    private static readonly Argument<string> Shell = ShellArgument();

    public static Command Create()
    {
        var command = new Command("completion", "Prints a script for completion in a shell.") { Shell };
        command.SetAction(parse =>
        {
            Console.Out.Write(ScriptOf(parse.GetValue(Shell)!));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Argument<string> ShellArgument()
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh, fish or pwsh." };
        shell.TakeOneOf("bash", "zsh", "fish", "pwsh");
        return shell;
    }

    private static string ScriptOf(string shell) =>
        shell switch
        {
            "bash" => """
                # In ~/.bashrc: source <(session-manager completion bash)
                _session_manager() {
                  local IFS=$'\n'
                  COMPREPLY=($(compgen -W "$(session-manager "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
                }
                complete -F _session_manager -o default session-manager

                """,
            "zsh" => """
                # In ~/.zshrc: source <(session-manager completion zsh)
                _session_manager() {
                  local -a words_found
                  words_found=("${(@f)$(session-manager "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
                  compadd -a words_found
                }
                compdef _session_manager session-manager

                """,
            "fish" => """
                # In ~/.config/fish/config.fish: session-manager completion fish | source
                complete -c session-manager -f -a '(session-manager "[suggest:"(commandline -C)"]" (commandline -b) 2>/dev/null)'

                """,
            _ => """
                # In $PROFILE: session-manager completion pwsh | Out-String | Invoke-Expression
                Register-ArgumentCompleter -Native -CommandName session-manager -ScriptBlock {
                  param($wordToComplete, $commandAst, $cursorPosition)
                  session-manager "[suggest:$cursorPosition]" "$commandAst" 2>$null | ForEach-Object {
                    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
                  }
                }

                """,
        };
}
