namespace DustWatch.Benchmarks.Hub;

/// <summary>How many look, at how much, for how long.</summary>
/// <param name="Browsers">Connections to each hub.</param>
/// <param name="Points">Each with one value, which changes faster than the hub tells of it.</param>
/// <param name="Seconds">Of a turn.</param>
/// <param name="Rounds">Rounds that count; one before them does not.</param>
internal sealed record HubSize(int Browsers, int Points, int Seconds, int Rounds)
{
    public static readonly HubSize Usual = new(Browsers: 1_000, Points: 2_000, Seconds: 10, Rounds: 3);

    public static readonly HubSize Quick = new(Browsers: 200, Points: 2_000, Seconds: 2, Rounds: 1);
}
