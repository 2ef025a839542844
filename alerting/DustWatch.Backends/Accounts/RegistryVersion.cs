using DustWatch.Measurements;

namespace DustWatch.Backends.Accounts;

/// <summary>A registry as it was put in force.</summary>
/// <param name="Version">1, 2, 3, …</param>
/// <param name="At">Server time.</param>
/// <param name="Json">UTF-8, whole.</param>
public sealed record RegistryVersion(int Version, Instant At, ReadOnlyMemory<byte> Json);
