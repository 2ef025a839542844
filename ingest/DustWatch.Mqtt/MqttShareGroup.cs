namespace DustWatch.Mqtt;

/// <summary>The sessions of one shared subscription (5.0: 4.8.2): each message goes to one of them. Under the tree's lock.</summary>
internal sealed class MqttShareGroup
{
    private int _next;

    public List<(MqttSessionState Session, MqttSubscription Subscription)> Members { get; } = [];

    /// <summary>In turn, those that are connected first.</summary>
    public (MqttSessionState Session, MqttSubscription Subscription) Next()
    {
        for (var i = 0; i < Members.Count; i++)
        {
            var member = Members[(_next + i) % Members.Count];
            if (member.Session.Outbound.IsConnected)
            {
                _next = (_next + i + 1) % Members.Count;
                return member;
            }
        }

        _next = (_next + 1) % Members.Count;
        return Members[_next];
    }
}
