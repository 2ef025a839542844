namespace DustWatch.Mqtt;

/// <summary>The topic aliases that one client has set on one connection (5.0: 3.3.2.3.4). One thread at a time.</summary>
internal sealed class MqttTopicAliases(int maximum)
{
    private byte[]?[] _topics = []; // [alias - 1]

    /// <summary>Sets an alias, or puts the topic where an alias stands for it.</summary>
    public bool TryResolve(ref MqttPublish publish, out MqttFault fault)
    {
        fault = default;
        var alias = publish.TopicAlias;
        if (alias > maximum)
        {
            fault = new(MqttReasonCode.TopicAliasInvalid, "a topic alias is above the topic alias maximum");
            return false;
        }

        if (_topics.Length == 0)
        {
            _topics = new byte[]?[maximum];
        }

        ref var topic = ref _topics[alias - 1];
        if (publish.Topic.IsEmpty)
        {
            if (topic is null)
            {
                fault = MqttFault.Protocol("a topic alias is used before it is set");
                return false;
            }

            publish = publish.WithTopic(topic);
        }
        else if (!publish.Topic.SequenceEqual(topic))
        {
            topic = publish.Topic.ToArray();
        }

        return true;
    }
}
