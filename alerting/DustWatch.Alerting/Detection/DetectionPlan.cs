using DustWatch.Measurements;

namespace DustWatch.Alerting.Detection;

/// <summary>Which rules bind which points of a shard, and where their states stand. Immutable.</summary>
internal sealed class DetectionPlan
{
    public required PointPlan[] Points { get; init; } // [local]

    public required SeriesPlan[] Series { get; init; }

    public required PointSeries[] SeriesOf { get; init; } // [local]

    public required int[] FirstLatchOf { get; init; } // [track]

    public required int TrackCount { get; init; }

    public required int LatchCount { get; init; }

    public required int FaultCount { get; init; }

    /// <summary>Whether samples of any series are held back.</summary>
    public required bool HasLateness { get; init; }

    public required IReadOnlyList<RegistryFault> Faults { get; init; }

    /// <summary>SHA-256 of everything that judging depends on but the samples: a checkpoint fits only a plan with the same.</summary>
    public byte[] Fingerprint => field ??= PlanFingerprint.Of(this);

    /// <summary>How many latches a track has.</summary>
    public int LatchesOf(int track) => (track + 1 < TrackCount ? FirstLatchOf[track + 1] : LatchCount) - FirstLatchOf[track];

    /// <summary>The series of a point's quantity, or -1 when nothing is known of it.</summary>
    public int Find(int local, Quantity quantity) => SeriesOf[local].Find(quantity);
}
