using DustWatch.Measurements;

namespace DustWatch.Ingest.Validation;

/// <summary>
/// What came out of one or more payloads: samples for the log, samples to set aside, refusals. Used again and again by one thread (one a
/// connection loop or worker); it grows to the largest use and stays there, at most some 2 MB by <see cref="IntakeOptions.PayloadBytesMaximum"/>
/// when it is cleared after each payload.
/// </summary>
public sealed class IntakeBatch
{
    private const int CapacityAtFirst = 64;

    private Sample[] _samples = new Sample[CapacityAtFirst];
    private QuarantinedValue[] _quarantine = [];
    private Refusal[] _refusals = [];
    private StagedValue[] _staged = new StagedValue[Quantities.Count];
    private int _sampleCount;
    private int _quarantineCount;
    private int _refusalCount;
    private int _stagedCount;

    /// <summary>The samples taken since <see cref="Clear"/>, in the order of the payloads. Good until the next call.</summary>
    public ReadOnlySpan<Sample> Samples => _samples.AsSpan(0, _sampleCount);

    /// <summary>The samples to set aside since <see cref="Clear"/>. Good until the next call.</summary>
    public ReadOnlySpan<QuarantinedValue> Quarantine => _quarantine.AsSpan(0, _quarantineCount);

    /// <summary>The refusals of the last payload, what was set aside among them. Good until the next call.</summary>
    internal ReadOnlySpan<Refusal> Refusals => _refusals.AsSpan(0, _refusalCount);

    internal bool HasStaged => _stagedCount != 0;

    internal ReadOnlySpan<StagedValue> Staged => _staged.AsSpan(0, _stagedCount);

    internal IntakeMark Mark => new(_sampleCount, _quarantineCount, _refusalCount);

    /// <summary>Forgets everything, keeping the memory.</summary>
    public void Clear() => (_sampleCount, _quarantineCount, _refusalCount, _stagedCount) = (0, 0, 0, 0);

    internal void ClearRefusals() => _refusalCount = 0;

    internal void ClearStaged() => _stagedCount = 0;

    internal void Rollback(in IntakeMark mark)
    {
        (_sampleCount, _quarantineCount, _refusalCount) = (mark.Samples, mark.Quarantine, mark.Refusals);
        _stagedCount = 0;
    }

    /// <summary>Makes samples of what is staged, where they are kept: one that is made elsewhere is copied before it has been written.</summary>
    internal void AddStaged(PointIntake point, Instant time, SampleFlag flag)
    {
        unchecked
        {
            var staged = Staged;
            var count = _sampleCount;
            if (_samples.Length - count < staged.Length)
            {
                Array.Resize(ref _samples, Math.Max(count + staged.Length, count * 2));
            }

            var samples = _samples.AsSpan(count, staged.Length);
            for (var i = 0; i < samples.Length; i++)
            {
                ref readonly var value = ref staged[i];
                samples[i] = SampleMaker.Make(point, value.Quantity, value.Scaled, time, flag);
            }

            _sampleCount = count + staged.Length;
            _stagedCount = 0;
        }
    }

    internal void SetAside(in Sample sample, RejectReason reason)
    {
        Append(ref _quarantine, ref _quarantineCount, new QuarantinedValue(sample, reason));
        Refuse(reason);
    }

    internal void Refuse(RejectReason reason, int nameStart = 0, int nameLength = 0) =>
        Append(ref _refusals, ref _refusalCount, new Refusal(reason, nameStart, nameLength));

    internal void Stage(Quantity quantity, long scaled)
    {
        if (_stagedCount == _staged.Length)
        {
            Array.Resize(ref _staged, _stagedCount * 2);
        }

        _staged[unchecked(_stagedCount++)] = new StagedValue(quantity, scaled);
    }

    private static void Append<T>(ref T[] items, ref int count, in T item)
    {
        if (count == items.Length)
        {
            Array.Resize(ref items, Math.Max(CapacityAtFirst, count * 2));
        }

        items[count++] = item;
    }
}
