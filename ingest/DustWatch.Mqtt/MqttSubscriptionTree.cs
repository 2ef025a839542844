using System.Buffers;
using System.Text;

namespace DustWatch.Mqtt;

/// <summary>All subscriptions, by the levels of their filters (4.7). Any thread; a topic is looked up without making strings of it.</summary>
internal sealed class MqttSubscriptionTree
{
    private readonly Lock _gate = new();
    private readonly MqttTreeNode _root = new();
    private long _round;

    /// <summary>Sets or replaces a subscription; true when there was none with this filter.</summary>
    public bool Set(MqttSessionState session, MqttSubscription subscription)
    {
        lock (_gate)
        {
            var node = _root;
            var filter = subscription.TopicFilter;
            foreach (var range in filter.AsSpan().Split('/'))
            {
                var level = filter[range];
                if (level == "#")
                {
                    return (node.Below ??= new()).Set(session, subscription);
                }

                node = level == "+" ? node.Any ??= new() : Child(node, level);
            }

            return (node.Here ??= new()).Set(session, subscription);
        }
    }

    /// <summary>False when there is no such subscription.</summary>
    public bool Remove(MqttSessionState session, MqttSubscription subscription)
    {
        lock (_gate)
        {
            return Remove(_root, subscription.TopicFilter, session, subscription.ShareName);
        }
    }

    /// <summary>Adds to <paramref name="matches"/> each session that gets a message of this topic, once, and one member of each shared subscription.</summary>
    /// <param name="topic">Topic name, UTF-8.</param>
    /// <param name="publisher">Session key of who published it: No Local keeps it from that one [MQTT-3.8.3-3].</param>
    /// <param name="matches">Empty.</param>
    public void Find(ReadOnlySpan<byte> topic, string? publisher, List<MqttMatch> matches)
    {
        var rented = ArrayPool<char>.Shared.Rent(topic.Length);
        var text = rented.AsSpan(0, Encoding.UTF8.GetChars(topic, rented));
        lock (_gate)
        {
            _round++;
            Find(_root, text, isFirst: true, publisher, matches);
        }

        ArrayPool<char>.Shared.Return(rented);
    }

    private static MqttTreeNode Child(MqttTreeNode node, string level)
    {
        node.Children ??= new(StringComparer.Ordinal);
        if (!node.Children.TryGetValue(level, out var child))
        {
            node.Children.Add(level, child = new());
        }

        return child;
    }

    private static bool Remove(MqttTreeNode node, ReadOnlySpan<char> filter, MqttSessionState session, string? shareName)
    {
        if (filter is "#")
        {
            var isRemoved = node.Below?.Remove(session, shareName) ?? false;
            node.Below = node.Below is { IsEmpty: true } ? null : node.Below;
            return isRemoved;
        }

        var end = filter.IndexOf('/');
        var level = end < 0 ? filter : filter[..end];
        var isAny = level is "+";
        MqttTreeNode? child = null;
        child = isAny ? node.Any : node.Children?.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(level, out child) == true ? child : null;
        if (child is null)
        {
            return false;
        }

        bool isFound;
        if (end >= 0)
        {
            isFound = Remove(child, filter[(end + 1)..], session, shareName);
        }
        else
        {
            isFound = child.Here?.Remove(session, shareName) ?? false;
            child.Here = child.Here is { IsEmpty: true } ? null : child.Here;
        }

        if (child.IsEmpty && isAny)
        {
            node.Any = null;
        }
        else if (child.IsEmpty && node.Children is { } children)
        {
            children.GetAlternateLookup<ReadOnlySpan<char>>().Remove(level);
            node.Children = children.Count == 0 ? null : children;
        }

        return isFound;
    }

    /// <summary>A wildcard at the first level does not match a topic that begins with <c>$</c> [MQTT-4.7.2-1]. No deeper than the longest filter.</summary>
    private void Find(MqttTreeNode node, ReadOnlySpan<char> rest, bool isFirst, string? publisher, List<MqttMatch> matches)
    {
        var isHidden = isFirst && rest.StartsWith('$');
        if (!isHidden)
        {
            Take(node.Below, publisher, matches);
        }

        var end = rest.IndexOf('/');
        var level = end < 0 ? rest : rest[..end];
        if (node.Any is { } any && !isHidden)
        {
            Enter(any, rest, end, publisher, matches);
        }

        if (node.Children is { } children && children.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(level, out var child))
        {
            Enter(child, rest, end, publisher, matches);
        }
    }

    private void Enter(MqttTreeNode node, ReadOnlySpan<char> rest, int end, string? publisher, List<MqttMatch> matches)
    {
        if (end >= 0)
        {
            Find(node, rest[(end + 1)..], isFirst: false, publisher, matches);
            return;
        }

        Take(node.Here, publisher, matches);
        Take(node.Below, publisher, matches); // "a/#" matches "a" too (4.7.1.2)
    }

    private void Take(MqttSubscribers? subscribers, string? publisher, List<MqttMatch> matches)
    {
        if (subscribers is null)
        {
            return;
        }

        foreach (var (session, subscription) in subscribers.Own)
        {
            if (!(subscription.IsNoLocal && publisher == session.Key))
            {
                Add(session, subscription, matches);
            }
        }

        if (subscribers.Shared is { } shared)
        {
            foreach (var group in shared.Values)
            {
                var (session, subscription) = group.Next();
                matches.Add(MqttMatch.Of(session, subscription)); // a copy of its own, whatever else the session subscribes to (4.8.2)
            }
        }
    }

    private void Add(MqttSessionState session, MqttSubscription subscription, List<MqttMatch> matches)
    {
        if (session.MatchRound == _round)
        {
            matches[session.MatchIndex] = matches[session.MatchIndex].With(subscription);
            return;
        }

        (session.MatchRound, session.MatchIndex) = (_round, matches.Count);
        matches.Add(MqttMatch.Of(session, subscription));
    }
}
