using DustWatch.Measurements;

namespace DustWatch.Dashboard.Pipeline;

/// <summary>One version of the registry.</summary>
/// <param name="Number">1, 2, 3, …; 0 for none yet.</param>
/// <param name="Registry">Parsed.</param>
/// <param name="Json">As stored in ledger and log.</param>
internal sealed record RegistryVersion(int Number, Registry Registry, ReadOnlyMemory<byte> Json);
