namespace DustWatch.Dashboard.Administration;

/// <summary>What came of it.</summary>
/// <param name="ExitCode">0 done, 1 failed while working, 2 wrong use.</param>
/// <param name="Output">Lines for standard output.</param>
/// <param name="Messages">Lines for standard error.</param>
internal sealed record AdministrationResponse(int ExitCode, IReadOnlyList<string> Output, IReadOnlyList<string> Messages)
{
    public static AdministrationResponse Done(params IReadOnlyList<string> output) => new(Commands.ExitCodes.Done, output, []);

    public static AdministrationResponse WrongUse(params IReadOnlyList<string> messages) => new(Commands.ExitCodes.WrongUse, [], messages);
}
