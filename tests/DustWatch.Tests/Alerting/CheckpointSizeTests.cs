using System.Buffers;
using DustWatch.Alerting.Detection;
using DustWatch.Measurements;
using NUnit.Framework;

namespace DustWatch.Tests.Alerting;

/// <summary>What a state takes in memory and on its way to a file, where points send many samples a second.</summary>
[TestFixture]
internal sealed class CheckpointSizeTests
{
    private const int Interval = 100; // ms
    private const int Samples = 9_000; // 15 minutes of them: the longest sliding window of the default rules
    private const int BytesASample = 9;

    private static readonly Registry Registry = Given.Registry(Given.Point(interval: Interval));

    [TestCase(0)]
    [TestCase(40)]
    public void A_state_is_written_in_pieces_and_in_few_bytes_a_sample(int jitter)
    {
        var detector = new Detector(Registry, rules: null, Given.ShiftStart);
        detector.OnSamples([.. Enumerable.Range(1, Samples).Select(i => Given.Dust((i * Interval) + (jitter == 0 ? 0 : i * 7 % jitter), 0.1m))], new Findings());
        detector.Save(new Pieces()); // what is made once
        var pieces = new Pieces();
        var before = GC.GetAllocatedBytesForCurrentThread();
        detector.Save(pieces);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.That(pieces.Written, Is.InRange(Samples * sizeof(int), Samples * BytesASample));
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
