namespace DustWatch.Backends;

/// <summary>What an examination found of a file.</summary>
/// <param name="Kind">How bad it is.</param>
/// <param name="Message">For a person: what was found, and what to do where something is wrong.</param>
public sealed record FileFinding(FindingKind Kind, string Message);
