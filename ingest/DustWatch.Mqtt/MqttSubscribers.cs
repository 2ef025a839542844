namespace DustWatch.Mqtt;

/// <summary>The subscriptions of one filter: one a session, and the shared ones by their name. Under the tree's lock.</summary>
internal sealed class MqttSubscribers
{
    public List<(MqttSessionState Session, MqttSubscription Subscription)> Own { get; } = [];

    public Dictionary<string, MqttShareGroup>? Shared { get; private set; }

    public bool IsEmpty => Own.Count == 0 && Shared is null;

    /// <summary>True when the session had none.</summary>
    public bool Set(MqttSessionState session, MqttSubscription subscription)
    {
        var list = Own;
        if (subscription.ShareName is { } name)
        {
            Shared ??= new(StringComparer.Ordinal);
            if (!Shared.TryGetValue(name, out var group))
            {
                Shared.Add(name, group = new());
            }

            list = group.Members;
        }

        var index = list.FindIndex(entry => entry.Session == session);
        if (index < 0)
        {
            list.Add((session, subscription));
            return true;
        }

        list[index] = (session, subscription);
        return false;
    }

    public bool Remove(MqttSessionState session, string? shareName)
    {
        if (shareName is null)
        {
            return Own.RemoveAll(entry => entry.Session == session) > 0;
        }

        if (Shared is null || !Shared.TryGetValue(shareName, out var group) || group.Members.RemoveAll(entry => entry.Session == session) == 0)
        {
            return false;
        }

        if (group.Members.Count == 0)
        {
            Shared.Remove(shareName);
            Shared = Shared.Count == 0 ? null : Shared;
        }

        return true;
    }
}
