using System.Buffers;
using System.IO.Pipelines;
using DustWatch.Mqtt;
using NUnit.Framework;

namespace DustWatch.Tests.Mqtt;

/// <summary>The way of a message from the buffer to the session allocates nothing, counted exactly.</summary>
public sealed class MqttAllocationTests
{
    private const int Messages = 1000;

    [TestCase(MqttVersion.V311, 0, int.MaxValue)]
    [TestCase(MqttVersion.V311, 1, int.MaxValue)]
    [TestCase(MqttVersion.V500, 0, int.MaxValue)]
    [TestCase(MqttVersion.V500, 1, int.MaxValue)]
    [TestCase(MqttVersion.V500, 0, 100)]
    public void A_publish_costs_no_allocation(MqttVersion version, int qos, int segmentLength)
    {
        var bytes = Wire.Join([.. Enumerable.Range(0, Messages).Select(i => Wire.Publish(version, "dustwatch/v1/e01/e01-p01/data", "{\"dust_respirable\":0.82}", qos * (i + 1)))]);
        var buffer = Wire.Segments(bytes, segmentLength);
        var session = new CountingSession();
        using var output = new MqttOutput(new Pipe().Writer, TimeProvider.System, TimeSpan.FromSeconds(1), () => { });
        var acknowledger = new MqttAcknowledger(version, output, 10 * Messages, _ => { });
        var inbound = GivenMqtt.Inbound(version, session, acknowledger, new() { TopicAliasMaximum = 0, MaxInflight = 10 * Messages });
        using var scratch = new MqttScratch();
        Assert.That(TakeAll(buffer, version, inbound, scratch), Is.EqualTo(Messages), "the first time makes what is used again");

        var before = GC.GetAllocatedBytesForCurrentThread();
        var taken = TakeAll(buffer, version, inbound, scratch);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.That(taken, Is.EqualTo(Messages));
        Assert.That(session.Bytes, Is.EqualTo(2 * Messages * 24));
        Assert.That(allocated, Is.Zero);
    }

    [Test]
    public void A_read_of_qos_0_whose_commit_has_completed_costs_no_allocation()
    {
        using var output = new MqttOutput(new Pipe().Writer, TimeProvider.System, TimeSpan.FromSeconds(1), () => { });
        var acknowledger = new MqttAcknowledger(MqttVersion.V500, output, 10, _ => { });
        var before = GC.GetAllocatedBytesForCurrentThread();
        var room = acknowledger.WaitForRoomAsync(isInflightAwaited: false);
        var committed = acknowledger.CommitAsync(ValueTask.CompletedTask);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.That((room.IsCompletedSuccessfully, committed.IsCompletedSuccessfully, allocated), Is.EqualTo((true, true, 0L)));
    }

    private static int TakeAll(in ReadOnlySequence<byte> buffer, MqttVersion version, MqttInbound inbound, MqttScratch scratch)
    {
        var frames = new MqttFrameReader(buffer, version, 1 << 20, scratch);
        var taken = 0;
        while (frames.TryRead(out var frame, out _) == MqttFrameStatus.Complete && inbound.Take(frame, out _) == MqttStep.Next)
        {
            taken++;
        }

        return taken;
    }

    private sealed class CountingSession : IMqttSession
    {
        public long Bytes { get; private set; }

        public MqttTaken Publish(in MqttPublish message)
        {
            Bytes += message.Payload.Length;
            return new(MqttReasonCode.Success);
        }

        public ValueTask CommitAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public void Closed(MqttClosed closed)
        {
        }
    }
}
