namespace DustWatch.Dashboard.Commands;

/// <summary>The contract's exit codes.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    public const int Failed = 1;

    public const int WrongUse = 2;
}
