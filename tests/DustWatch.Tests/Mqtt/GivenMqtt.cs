using DustWatch.Mqtt;

namespace DustWatch.Tests.Mqtt;

/// <summary>Parts of the library put together without a network.</summary>
internal static class GivenMqtt
{
    /// <summary>What takes a client's packets, of a session that nobody else knows.</summary>
    public static MqttInbound Inbound(MqttVersion version, IMqttSession session, MqttAcknowledger acknowledger, MqttEndpointOptions options)
    {
        var store = new MqttForgetfulStore();
        var state = new MqttSessionState("a", store, new("a", store, options.MaxQueuedMessages, options.MaxQueuedBytes));
        return new(new() { Version = version, ClientId = "a" }, session, state, new MqttRouter(store, options, TimeProvider.System), acknowledger, options);
    }
}
