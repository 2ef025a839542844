namespace DustWatch.Benchmarks;

/// <summary>What each contender reached in each round of a race, and how two of them compare.</summary>
/// <param name="contenders">How many there are.</param>
/// <param name="rounds">How many rounds count.</param>
internal sealed class Scores(int contenders, int rounds)
{
    private readonly double[] _rates = new double[contenders * rounds]; // [contender * rounds + round], operations a second
    private readonly double[] _operations = new double[contenders]; // [contender], over all rounds
    private readonly double[] _allocated = new double[contenders]; // [contender], bytes over all rounds

    /// <summary>Notes one turn.</summary>
    /// <param name="contender">Whose.</param>
    /// <param name="round">From 0; the warm rounds before are not noted.</param>
    /// <param name="operations">What it did.</param>
    /// <param name="seconds">What it took, of the kind that this race is run in.</param>
    /// <param name="allocated">Bytes.</param>
    public void Note(int contender, int round, long operations, double seconds, long allocated)
    {
        _rates[(contender * rounds) + round] = operations / Math.Max(seconds, 1e-6);
        _operations[contender] += operations;
        _allocated[contender] += allocated;
    }

    /// <summary>One contender beside another: medians, and the median of the rounds' ratios.</summary>
    /// <param name="name">What was measured.</param>
    /// <param name="ours">Whose figure it is.</param>
    /// <param name="peer">Beside whom.</param>
    /// <param name="peerName">As in the table.</param>
    /// <param name="unit">Of both.</param>
    /// <param name="scale">How many of the unit are one operation a second.</param>
    public Figure Compare(string name, int ours, int peer, string peerName, string unit, double scale) => new(
        name,
        Median(round => Rate(ours, round)) * scale,
        unit,
        peerName,
        Median(round => Rate(peer, round)) * scale,
        Median(round => Rate(ours, round) / Rate(peer, round)),
        _allocated[ours] / _operations[ours]);

    private double Rate(int contender, int round) => _rates[(contender * rounds) + round];

    private double Median(Func<int, double> valueOf)
    {
        var sorted = Enumerable.Range(0, rounds).Select(valueOf).Order().ToList();
        var middle = rounds / 2;
        return rounds % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
