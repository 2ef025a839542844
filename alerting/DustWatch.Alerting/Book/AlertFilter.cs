using DustWatch.Measurements;

namespace DustWatch.Alerting.Book;

/// <summary>Which alerts; null takes all.</summary>
/// <param name="Levels">Any of these.</param>
/// <param name="States">Any of <see cref="Alert.State"/>'s names. With this, stale alerts are left out: they are neither on the active list nor cleared.</param>
/// <param name="District">Id.</param>
/// <param name="Enterprise">Id.</param>
/// <param name="Point">Id.</param>
/// <param name="From">Alerts that were active at or after this.</param>
/// <param name="To">Alerts that began before or at this.</param>
/// <param name="BeforeSeq">The page after the one whose last item had this <see cref="Alert.Seq"/>: newest change first.</param>
/// <param name="Limit">At most so many.</param>
public sealed record AlertFilter(
    IReadOnlyList<Level>? Levels,
    IReadOnlyList<string>? States,
    string? District,
    string? Enterprise,
    string? Point,
    Instant? From,
    Instant? To,
    long? BeforeSeq,
    int Limit)
{
    /// <summary>Every active alert, stale ones too.</summary>
    public static AlertFilter AllActive { get; } = new(null, ["ACTIVE_UNACK", "ACTIVE_ACK"], null, null, null, null, null, null, int.MaxValue) { TakesStale = true };

    /// <summary>Whether <see cref="States"/> takes stale alerts too.</summary>
    public bool TakesStale { get; init; }
}
