using DustWatch.Measurements;

namespace DustWatch.Backends.Accounts;

/// <summary>One version of the registry or of the rules.</summary>
/// <param name="Version">1, 2, 3, …</param>
/// <param name="At">Server time at which it was stored.</param>
/// <param name="Json">UTF-8, whole.</param>
public sealed record DocumentVersion(int Version, Instant At, ReadOnlyMemory<byte> Json);
