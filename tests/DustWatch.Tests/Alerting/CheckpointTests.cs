using System.Buffers;
using DustWatch.Alerting.Detection;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;
using DustWatch.Tests.Mqtt;
using NUnit.Framework;

namespace DustWatch.Tests.Alerting;

/// <summary>A state as bytes: what it takes where points send many samples a second, what comes back from it, and what is refused.</summary>
[TestFixture]
internal sealed class CheckpointTests
{
    private const int Interval = 100; // ms
    private const int Samples = 9_000; // 15 minutes of them: the longest sliding window of the default rules

    private static readonly Registry Registry = Given.Registry(Given.Point(interval: Interval));

    [TestCase(0, 5)]
    [TestCase(40, 9)]
    public void A_state_is_written_in_pieces_and_in_few_bytes_a_sample(int jitter, int bytesASample)
    {
        var detector = new Detector(Registry, rules: null, Given.ShiftStart);
        detector.OnSamples([.. Enumerable.Range(1, Samples).Select(i => Given.Dust((i * Interval) + (jitter == 0 ? 0 : i * 7 % jitter), 0.1m))], new Findings());
        detector.Save(new Pieces()); // what is made once
        var pieces = new Pieces();
        var before = GC.GetAllocatedBytesForCurrentThread();
        detector.Save(pieces);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.That(pieces.Written, Is.InRange(Samples * sizeof(int), Samples * bytesASample));
        Assert.That(allocated, Is.LessThan(pieces.Written / 2));
    }

    [Test]
    public void A_point_that_has_never_sent_has_no_windows_after_a_change_either()
    {
        var changed = new Detector(Registry.Empty, rules: null, Given.ShiftStart);
        changed.Change(Registry, rules: null, Given.ShiftStart, (_, _) => [], new Findings());
        var (made, kept) = (new Pieces(), new Pieces());
        new Detector(Registry, rules: null, Given.ShiftStart).Save(made);
        changed.Save(kept);

        Assert.That(kept.Written, Is.EqualTo(made.Written));
    }

    // Windows of evenly and of unevenly spaced samples, with marks and without, with gaps, from a window's first blocks to one that has come round.
    [Test]
    public void What_is_written_comes_back([Values(1, 63, 64, 65, 1_000, 9_000, 20_000)] int samples, [Values(0, 40)] int jitter, [Values(0, 7, 500)] int gap, [Values] bool isMarked)
    {
        var detector = new Detector(Registry, rules: null, Given.ShiftStart);
        detector.OnSamples([.. Enumerable.Range(1, samples).Where(i => gap == 0 || i % gap != 1).Select(SampleOf)], new Findings());
        var state = BytesOf(detector);
        var restored = new Detector(Registry, rules: null, Given.ShiftStart);
        Assert.That(restored.TryLoad(Wire.Segments(state, samples), out var fault), Is.True, fault); // fields lie across their borders
        Assert.That(BytesOf(restored).AsSpan().SequenceEqual(state));

        var (expected, found) = (new Findings(), new Findings());
        Sample[] next = [.. Enumerable.Range(samples + 1, 200).Select(i => SampleOf(i) with { Value = 900_000_000 })];
        detector.OnSamples(next, expected);
        restored.OnSamples(next, found);
        Assert.That(expected.Transitions, Is.Not.Empty);
        Assert.That(found.Transitions, Is.EqualTo(expected.Transitions));
        Assert.That(restored.Exposures(0).Select(exposure => exposure.Value), Is.EqualTo(detector.Exposures(0).Select(exposure => exposure.Value)));

        Sample SampleOf(int i) => Given.Dust(
            (i * Interval) + (jitter == 0 ? 0 : i * 7 % jitter), 0.1m + (i % 3), isMarked && i % 100 == 0 ? SampleFlag.OverRange : SampleFlag.Valid);
    }

    // An interval a ms for 25 days.
    [Test]
    public void Windows_go_on_beyond_the_number_of_intervals_that_fits_in_an_int()
    {
        const long first = int.MaxValue - 200L;
        var ring = new IntervalRing(60_000, 1_000);
        ring.Restart(first, 0);
        for (var i = 1; i <= 1_000; i++)
        {
            ring.Push(1_000L * i, 1_000, i, SampleMarks.None);
        }

        Assert.That((ring.Head, ring[ring.Head - 1].Value, ring[ring.Tail].End), Is.EqualTo((first + 1_000, 1_000L, 941_000L)));
    }

    [TestCase(0, "no checkpoint")]
    [TestCase(8, "version")]
    [TestCase(12, "other points, rules or shards")]
    public void What_does_not_fit_is_refused(int at, string said)
    {
        var state = BytesOf(new Detector(Registry, rules: null, Given.ShiftStart));
        state[at] ^= 1;
        Assert.That(new Detector(Registry, rules: null, Given.ShiftStart).TryLoad(new(state), out var fault), Is.False);
        Assert.That(fault, Does.Contain(said));
    }

    [Test]
    public void A_state_of_other_rules_is_refused()
    {
        var state = BytesOf(new Detector(Registry, rules: null, Given.ShiftStart));
        Assert.That(new Detector(Registry, RuleSet.Empty, Given.ShiftStart).TryLoad(new(state), out var fault), Is.False);
        Assert.That(fault, Does.Contain("other points, rules or shards"));
    }

    [Test]
    public void A_state_that_ends_too_soon_or_too_late_is_refused()
    {
        var detector = new Detector(Registry, rules: null, Given.ShiftStart);
        detector.OnSamples([.. Enumerable.Range(1, 100).Select(i => Given.Dust((i * Interval) + (i * 7 % 40), 0.1m))], new Findings());
        var state = BytesOf(detector);
        var loaded = new Detector(Registry, rules: null, Given.ShiftStart);
        for (var length = 44; length <= state.Length + 1; length++)
        {
            var cut = new byte[length];
            state.AsSpan(0, Math.Min(length, state.Length)).CopyTo(cut);
            Assert.That(loaded.TryLoad(new(cut), out var fault), Is.EqualTo(length == state.Length), $"{length}");
            Assert.That(fault, length == state.Length ? Is.Null : Does.Contain("lengths"));
        }
    }

    private static byte[] BytesOf(Detector detector)
    {
        var state = new ArrayBufferWriter<byte>();
        detector.Save(state);
        return state.WrittenSpan.ToArray();
    }

    /// <summary>Counts what is written, and keeps none of it.</summary>
    private sealed class Pieces : IBufferWriter<byte>
    {
        private readonly byte[] _piece = new byte[64 * 1024];

        public long Written { get; private set; }

        public void Advance(int count) => Written += count;

        public Memory<byte> GetMemory(int sizeHint = 0) => _piece;

        public Span<byte> GetSpan(int sizeHint = 0) => _piece;
    }
}
