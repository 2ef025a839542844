namespace DustWatch.Mqtt;

/// <summary>One level of the subscription tree.</summary>
internal sealed class MqttTreeNode
{
    public Dictionary<string, MqttTreeNode>? Children { get; set; }

    /// <summary>The level <c>+</c>.</summary>
    public MqttTreeNode? Any { get; set; }

    /// <summary>Subscriptions that end here.</summary>
    public MqttSubscribers? Here { get; set; }

    /// <summary>Subscriptions that end with <c>#</c> below here.</summary>
    public MqttSubscribers? Below { get; set; }

    public bool IsEmpty => Children is null && Any is null && Here is null && Below is null;
}
