namespace DustWatch.Mqtt;

/// <summary>Reason Codes of MQTT 5.0 (2.4). From 0x80 on they are failures. On a 3.1.1 connection they stay inside the program, apart from those that have a CONNACK return code.</summary>
public enum MqttReasonCode
{
    /// <summary>Done; as a DISCONNECT, a normal one without the will. Also Granted QoS 0.</summary>
    Success = 0x00,
    /// <summary>Granted QoS 1 (SUBACK).</summary>
    GrantedQos1 = 0x01,
    /// <summary>Granted QoS 2 (SUBACK).</summary>
    GrantedQos2 = 0x02,
    /// <summary>The client leaves and wants its will published (DISCONNECT).</summary>
    DisconnectWithWill = 0x04,
    /// <summary>Taken, but nobody subscribes to it (PUBACK).</summary>
    NoMatchingSubscribers = 0x10,
    /// <summary>There was no such subscription (UNSUBACK).</summary>
    NoSubscriptionExisted = 0x11,
    /// <summary>The next step of an enhanced authentication (AUTH).</summary>
    ContinueAuthentication = 0x18,
    /// <summary>A client authenticates again (AUTH).</summary>
    ReAuthenticate = 0x19,
    /// <summary>A failure for which there is no other code, or which is not told.</summary>
    UnspecifiedError = 0x80,
    /// <summary>The bytes are not a packet of the standard.</summary>
    MalformedPacket = 0x81,
    /// <summary>A well-formed packet that may not come here or now.</summary>
    ProtocolError = 0x82,
    /// <summary>Valid, but not taken by this implementation.</summary>
    ImplementationSpecificError = 0x83,
    /// <summary>The server does not speak this version.</summary>
    UnsupportedProtocolVersion = 0x84,
    /// <summary>The client identifier is not allowed.</summary>
    ClientIdentifierNotValid = 0x85,
    /// <summary>Wrong user name or password.</summary>
    BadUserNameOrPassword = 0x86,
    /// <summary>The client may not do this.</summary>
    NotAuthorized = 0x87,
    /// <summary>The server cannot be reached or used.</summary>
    ServerUnavailable = 0x88,
    /// <summary>The server has too much to do; try again later.</summary>
    ServerBusy = 0x89,
    /// <summary>The client has been banned by its administrator.</summary>
    Banned = 0x8A,
    /// <summary>The server shuts down.</summary>
    ServerShuttingDown = 0x8B,
    /// <summary>The method of authentication is not supported.</summary>
    BadAuthenticationMethod = 0x8C,
    /// <summary>Nothing was heard for 1.5 times the Keep Alive.</summary>
    KeepAliveTimeout = 0x8D,
    /// <summary>Another connection with the same client identifier came.</summary>
    SessionTakenOver = 0x8E,
    /// <summary>The topic filter is well formed but not accepted.</summary>
    TopicFilterInvalid = 0x8F,
    /// <summary>The topic name is well formed but not accepted.</summary>
    TopicNameInvalid = 0x90,
    /// <summary>The packet identifier is in use.</summary>
    PacketIdentifierInUse = 0x91,
    /// <summary>The packet identifier is not known.</summary>
    PacketIdentifierNotFound = 0x92,
    /// <summary>More unacknowledged publishes than the Receive Maximum.</summary>
    ReceiveMaximumExceeded = 0x93,
    /// <summary>A topic alias of 0, or above the Topic Alias Maximum.</summary>
    TopicAliasInvalid = 0x94,
    /// <summary>The packet is longer than the Maximum Packet Size.</summary>
    PacketTooLarge = 0x95,
    /// <summary>Messages come too fast.</summary>
    MessageRateTooHigh = 0x96,
    /// <summary>A limit set by the implementation or an administrator is exceeded.</summary>
    QuotaExceeded = 0x97,
    /// <summary>Closed by an administrator.</summary>
    AdministrativeAction = 0x98,
    /// <summary>The payload is not of the format that its indicator names.</summary>
    PayloadFormatInvalid = 0x99,
    /// <summary>Retained messages are not supported.</summary>
    RetainNotSupported = 0x9A,
    /// <summary>A QoS above the Maximum QoS.</summary>
    QosNotSupported = 0x9B,
    /// <summary>Use another server for now.</summary>
    UseAnotherServer = 0x9C,
    /// <summary>Use another server from now on.</summary>
    ServerMoved = 0x9D,
    /// <summary>Shared subscriptions are not supported.</summary>
    SharedSubscriptionsNotSupported = 0x9E,
    /// <summary>Connections come too fast.</summary>
    ConnectionRateExceeded = 0x9F,
    /// <summary>The connection has lasted as long as it may.</summary>
    MaximumConnectTime = 0xA0,
    /// <summary>Subscription identifiers are not supported.</summary>
    SubscriptionIdentifiersNotSupported = 0xA1,
    /// <summary>Wildcard subscriptions are not supported.</summary>
    WildcardSubscriptionsNotSupported = 0xA2,
}
