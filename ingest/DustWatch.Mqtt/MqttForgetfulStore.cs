namespace DustWatch.Mqtt;

/// <summary>Stores nothing: sessions live as long as the process.</summary>
internal sealed class MqttForgetfulStore : IMqttSessionStore
{
    public bool IsBehind => false;

    public IReadOnlyList<MqttStoredSession> ReadSessions() => [];

    public IReadOnlyList<MqttMessage> ReadRetained() => [];

    public void Save(MqttStoredHead head)
    {
    }

    public void Delete(string key)
    {
    }

    public void Subscribe(string key, MqttSubscription subscription)
    {
    }

    public void Unsubscribe(string key, string filter)
    {
    }

    public void Enqueue(string key, MqttStoredMessage message)
    {
    }

    public void Advance(string key, long sequence, ushort packetId, MqttOutgoingState state)
    {
    }

    public void Dequeue(string key, long sequence)
    {
    }

    public void Receive(string key, ushort packetId)
    {
    }

    public void Release(string key, ushort packetId)
    {
    }

    public void Retain(MqttMessage message)
    {
    }

    public ValueTask FlushAsync() => ValueTask.CompletedTask;
}
