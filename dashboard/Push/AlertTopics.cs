using System.Text;
using System.Text.Json;
using DustWatch.Alerting;
using DustWatch.Alerting.Book;
using DustWatch.Dashboard.Api;
using DustWatch.Dashboard.Contracts;
using DustWatch.Mqtt;

namespace DustWatch.Dashboard.Push;

/// <summary>
/// The topic <c>…/alert</c> of each point, for sounder, light and screen on site: level and open alerts, retained, replaced on each change; when none is open any more
/// <c>normal</c> once, and then nothing is retained. Any thread.
/// </summary>
internal sealed class AlertTopics(IAlertLedger ledger, AlertViews views)
{
    private static readonly JsonSerializerOptions Json = CreateJson();

    private readonly Lock _gate = new();
    private readonly Dictionary<string, SortedDictionary<string, Alert>> _open = new(StringComparer.Ordinal); // by point, by id
    private MqttEndpoint? _endpoint;

    /// <summary>Publishes what is open, and takes back what was retained before the stop and is open no longer.</summary>
    public void Start(MqttEndpoint endpoint)
    {
        lock (_gate)
        {
            _endpoint = endpoint;
            var topics = endpoint.RetainedTopics.ToHashSet(StringComparer.Ordinal);
            foreach (var alerts in ledger.Read(AlertFilter.AllActive).Where(IsOpen).GroupBy(alert => alert.Point, StringComparer.Ordinal))
            {
                foreach (var alert in alerts)
                {
                    Keep(alert);
                }

                Publish(alerts.First());
                topics.Remove(TopicOf(alerts.First()));
            }

            foreach (var topic in topics)
            {
                PublishNormal(topic);
            }
        }
    }

    /// <summary>Takes alerts as a commit left them.</summary>
    public void Take(IReadOnlyList<Alert> alerts)
    {
        lock (_gate)
        {
            foreach (var changed in alerts.GroupBy(alert => alert.Point, StringComparer.Ordinal))
            {
                var hadOpen = _open.ContainsKey(changed.Key);
                foreach (var alert in changed)
                {
                    Keep(alert);
                }

                if (hadOpen || _open.ContainsKey(changed.Key))
                {
                    Publish(changed.First());
                }
            }
        }
    }

    private static JsonSerializerOptions CreateJson()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        ContractJson.Configure(options);
        return options;
    }

    private static bool IsOpen(Alert alert) => alert is { IsActive: true, IsStale: false };

    private static string TopicOf(Alert alert) => $"dustwatch/v1/{alert.Enterprise}/{alert.Point}/alert";

    /// <summary>Commits of one alert may be told out of their order by two threads: the newer one stays.</summary>
    private void Keep(Alert alert)
    {
        if (!_open.TryGetValue(alert.Point, out var alerts))
        {
            if (!IsOpen(alert))
            {
                return;
            }

            _open.Add(alert.Point, alerts = new(StringComparer.Ordinal));
        }

        if (alerts.TryGetValue(alert.Id, out var known) && known.Seq > alert.Seq)
        {
            return;
        }

        if (IsOpen(alert))
        {
            alerts[alert.Id] = alert;
        }
        else if (alerts.Remove(alert.Id) && alerts.Count == 0)
        {
            _open.Remove(alert.Point);
        }
    }

    private void Publish(Alert one)
    {
        var topic = TopicOf(one);
        if (!_open.TryGetValue(one.Point, out var alerts))
        {
            PublishNormal(topic);
            return;
        }

        var level = alerts.Values.Max(alert => alert.Level);
        Send(topic, new PointAlerts(level, [.. alerts.Values.Select(views.Of)]));
    }

    /// <summary>The payload that takes the retained message away reaches subscribers too, so it follows at QoS 1 and in order.</summary>
    private void PublishNormal(string topic)
    {
        Send(topic, new PointAlerts(Level.Normal, []));
        _endpoint?.Publish(new() { Topic = Encoding.UTF8.GetBytes(topic), Qos = MqttQos.AtLeastOnce, Retain = true });
    }

    private void Send(string topic, PointAlerts view) => _endpoint?.Publish(new()
    {
        Topic = Encoding.UTF8.GetBytes(topic),
        Payload = JsonSerializer.SerializeToUtf8Bytes(view, Json),
        Qos = MqttQos.AtLeastOnce,
        Retain = true,
    });
}
