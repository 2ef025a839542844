namespace DustWatch.Backends.Accounts;

/// <summary>What a bearer value stands for. Numbers are stored: never renumber.</summary>
public enum BearerKind : byte
{
    /// <summary>A browser's sign-in.</summary>
    Session = 1,

    /// <summary>A script's.</summary>
    Token = 2,
}
