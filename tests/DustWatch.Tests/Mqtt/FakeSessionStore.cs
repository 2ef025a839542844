using System.Collections.Concurrent;
using System.Text;
using DustWatch.Mqtt;

namespace DustWatch.Tests.Mqtt;

/// <summary>Keeps what is noted as lines of text, and refuses to store it when the test says so.</summary>
internal sealed class FakeSessionStore : IMqttSessionStore
{
    public ConcurrentQueue<string> Notes { get; } = new();

    public bool IsBehind { get; set; }

    /// <summary>Whether the next flush finds room, and the store is behind no longer.</summary>
    public bool HasRoom { get; set; }

    public IReadOnlyList<MqttStoredSession> ReadSessions() => [];

    public IReadOnlyList<MqttMessage> ReadRetained() => [];

    public void Save(MqttStoredHead head) => Notes.Enqueue($"save {head.Key}");

    public void Delete(string key) => Notes.Enqueue($"delete {key}");

    public void Subscribe(string key, MqttSubscription subscription) => Notes.Enqueue($"subscribe {key} {subscription.Filter}");

    public void Unsubscribe(string key, string filter) => Notes.Enqueue($"unsubscribe {key} {filter}");

    public void Enqueue(string key, MqttStoredMessage message) => Notes.Enqueue($"enqueue {key} {message.Sequence}");

    public void Advance(string key, long sequence, ushort packetId, MqttOutgoingState state) => Notes.Enqueue($"advance {key} {sequence}");

    public void Dequeue(string key, long sequence) => Notes.Enqueue($"dequeue {key} {sequence}");

    public void Receive(string key, ushort packetId) => Notes.Enqueue($"receive {key} {packetId}");

    public void Release(string key, ushort packetId) => Notes.Enqueue($"release {key} {packetId}");

    public void Retain(MqttMessage message) => Notes.Enqueue($"retain {Encoding.UTF8.GetString(message.Topic.Span)}={Encoding.UTF8.GetString(message.Payload.Span)}");

    public ValueTask FlushAsync()
    {
        IsBehind &= !HasRoom;
        return IsBehind ? ValueTask.FromException(new IOException("the disk is full")) : ValueTask.CompletedTask;
    }
}
