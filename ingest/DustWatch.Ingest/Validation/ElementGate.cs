using DustWatch.Measurements;

namespace DustWatch.Ingest.Validation;

/// <summary>Where the values of one payload are judged: what point they are of, by which names and whose clock, and when they arrived.</summary>
/// <param name="Point">Whose values these are.</param>
/// <param name="Device">By whose profile to read them.</param>
/// <param name="Arrival">Server time.</param>
/// <param name="LateHorizonMilliseconds">How old a sample may be.</param>
internal readonly record struct ElementGate(PointIntake Point, DeviceIntake Device, Instant Arrival, long LateHorizonMilliseconds)
{
    public QuantityNames Names => Device.Names;

    /// <summary>Makes the samples of the values staged in <paramref name="batch"/>, or sets them aside when their time cannot be right.</summary>
    /// <param name="sent">The device's time; null when it sent none.</param>
    /// <param name="flag">The device's flag.</param>
    /// <param name="batch">Holds the values, and takes the samples.</param>
    public void Admit(Instant? sent, SampleFlag flag, IntakeBatch batch)
    {
        var time = Device.IsServerClock || sent is not { } shown ? Arrival : SampleMaker.Correct(shown, Device.OffsetMilliseconds);
        var reason = SampleMaker.JudgeTime(time, Arrival, LateHorizonMilliseconds);
        if (reason == RejectReason.None)
        {
            batch.AddStaged(Point, time, flag);
            return;
        }

        SetAside(batch, time, flag, reason);
    }

    private void SetAside(IntakeBatch batch, Instant time, SampleFlag flag, RejectReason reason)
    {
        foreach (ref readonly var value in batch.Staged)
        {
            batch.SetAside(SampleMaker.Make(Point, value.Quantity, value.Scaled, time, flag), reason);
        }

        batch.ClearStaged();
    }
}
