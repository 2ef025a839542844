namespace DustWatch.Mqtt;

/// <summary>
/// Says when a connection is better read a little later. A broker sends each message in a segment of its own, and to wake for each costs ten times what the message does; so while many come
/// they are left to gather in the socket. Few are read at once. The read loop alone.
/// </summary>
/// <param name="pause">How long messages may gather; zero for not at all.</param>
/// <param name="time">The only clock.</param>
internal sealed class MqttGathering(TimeSpan pause, TimeProvider time)
{
    // A sender that waits for acknowledgements after fewer would only wait longer: mosquitto does so after 20 unless it is told otherwise.
    private const int Many = 64; // messages, in so many pauses:
    private const int PausesOfMany = 2;

    private long _since = time.GetTimestamp();
    private int _messages; // since then

    /// <summary>Whether the next read is to wait for a pause.</summary>
    /// <param name="messages">Messages of the last read.</param>
    /// <param name="bytes">Its bytes: after a long one the next has enough to do.</param>
    public bool IsDue(int messages, long bytes)
    {
        if (pause == TimeSpan.Zero)
        {
            return false;
        }

        _messages += messages;
        if (_messages < Many)
        {
            return false;
        }

        var now = time.GetTimestamp();
        var areMany = time.GetElapsedTime(_since, now) * Many <= pause * PausesOfMany * _messages; // the rate counts: on a busy machine a pause takes longer
        (_since, _messages) = (now, 0);
        return areMany && bytes < MqttLimits.GatheredBytesMax;
    }
}
