using System.IO.Pipelines;
using DustWatch.Mqtt;
using NUnit.Framework;

namespace DustWatch.Tests.Mqtt;

/// <summary>The bounds of what is pending, one below, at and above.</summary>
public sealed class MqttAcknowledgerTests
{
    [Test]
    public async Task Has_room_again_when_one_of_too_many_commits_has_completed()
    {
        using var output = new MqttOutput(new Pipe().Writer, TimeProvider.System, TimeSpan.FromSeconds(1), () => { });
        var acknowledger = new MqttAcknowledger(MqttVersion.V500, output, 1000, _ => { });
        var commits = new List<TaskCompletionSource>();
        for (var i = 0; i < MqttLimits.PendingCommitsMax; i++)
        {
            Assert.That(acknowledger.WaitForRoomAsync(isInflightAwaited: false).IsCompleted, Is.True);
            commits.Add(new());
            acknowledger.Add(MqttPacketType.PubAck, (ushort)(i + 1), MqttReasonCode.Success);
            await acknowledger.CommitAsync(new(commits[i].Task));
        }

        var room = acknowledger.WaitForRoomAsync(isInflightAwaited: false);
        Assert.That(room.IsCompleted, Is.False);
        commits[0].SetResult();
        await room.WaitAsync(RawClient.Patience);
    }

    [Test]
    public async Task Room_for_a_publish_comes_with_its_acknowledgement()
    {
        var pipe = new Pipe();
        using var output = new MqttOutput(pipe.Writer, TimeProvider.System, TimeSpan.FromSeconds(1), () => { });
        var acknowledger = new MqttAcknowledger(MqttVersion.V311, output, 2, _ => { });
        acknowledger.Add(MqttPacketType.PubAck, 1, MqttReasonCode.Success);
        Assert.That(acknowledger.IsFull, Is.False);
        acknowledger.Add(MqttPacketType.PubAck, 2, MqttReasonCode.Success);
        Assert.That(acknowledger.IsFull, Is.True);
        var commit = new TaskCompletionSource();
        await acknowledger.CommitAsync(new(commit.Task));
        Assert.That(acknowledger.WaitForRoomAsync(isInflightAwaited: false).IsCompleted, Is.True);
        var room = acknowledger.WaitForRoomAsync(isInflightAwaited: true);
        Assert.That(room.IsCompleted, Is.False);
        commit.SetResult();
        await room.WaitAsync(RawClient.Patience);
        Assert.That((acknowledger.IsFull, (await pipe.Reader.ReadAsync()).Buffer.Length), Is.EqualTo((false, 8L)));
        acknowledger.Complete();
        await acknowledger.Completion.WaitAsync(RawClient.Patience);
    }

    [Test]
    public async Task A_silent_one_waits_for_its_commits_and_says_nothing()
    {
        var pipe = new Pipe();
        using var output = new MqttOutput(pipe.Writer, TimeProvider.System, TimeSpan.FromSeconds(1), () => { });
        var acknowledger = new MqttAcknowledger(MqttVersion.V311, output, 2, _ => { });
        acknowledger.Add(MqttPacketType.PubAck, 1, MqttReasonCode.Success);
        var commit = new TaskCompletionSource();
        await acknowledger.CommitAsync(new(commit.Task));
        acknowledger.Silence();
        acknowledger.Complete();
        Assert.That(acknowledger.Completion.IsCompleted, Is.False);
        commit.SetResult();
        await acknowledger.Completion.WaitAsync(RawClient.Patience);
        Assert.That(pipe.Reader.TryRead(out _), Is.False);
    }
}
