namespace DustWatch.Backends.Accounts;

/// <summary>What a bearer value stands for. Numbers are stored: never renumber.</summary>
public enum BearerKind : byte
{
    /// <summary>A browser's sign-in by password.</summary>
    Session = 1,

    /// <summary>A script's.</summary>
    Token = 2,

    /// <summary>A browser's sign-in by link: who holds it was let in by an administrator.</summary>
    SessionByLink = 3,
}
