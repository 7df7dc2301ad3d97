using PubSubLab.Configuration;
using PubSubLab.Lab.Experiments;
using PubSubLab.Lab.Journal;

namespace PubSubLab.Composition;

/// <summary>The backends beside the one that was opened, for an experiment that compares.</summary>
internal static class OtherBackends
{
    /// <summary>The open backend beside those that are not; one of them without a way to open it where its address is missing.</summary>
    public static BackendComparison Beside(LabSettings settings, LabJournal journal)
    {
        Backend[] all = [Backend.Embedded, Backend.Redis, Backend.RabbitMq];
        return new BackendComparison(
            NameOf(settings.Backend), ConfigurationOf(settings.Backend),
            [.. all.Where(b => NameOf(b) != NameOf(settings.Backend)).Select(b => Offer(settings, b, journal))]);
    }

    private static string NameOf(Backend backend) => backend is Backend.Redis or Backend.RabbitMq ? backend.ToString().ToLowerInvariant() : "pubsub";

    private static string ConfigurationOf(Backend backend) => backend switch
    {
        Backend.Redis => $"{SettingKeys.Backend}=redis, {SettingKeys.RedisUrl}",
        Backend.RabbitMq => $"{SettingKeys.Backend}=rabbitmq, {SettingKeys.RabbitMqUrl}",
        _ => $"{SettingKeys.Backend}={backend.ToString().ToLowerInvariant()}",
    };

    private static BackendOffer Offer(LabSettings settings, Backend backend, LabJournal journal)
    {
        var offer = new BackendOffer(NameOf(backend), ConfigurationOf(backend));
        return backend switch
        {
            Backend.Redis when settings.RedisUrl is null => offer,
            Backend.RabbitMq when settings.RabbitMqUrl is null => offer,
            Backend.Embedded => offer with
            {
                OpenAsync = async cancellation =>
                {
                    var opened = await LabBackend.OpenAsync(settings with { Backend = Backend.Embedded }, journal, new EmbeddedOptions(), cancellation);
                    return new OpenedBackend(opened.Transport, opened);
                },
            },
            _ => offer with
            {
                OpenAsync = _ =>
                {
                    var transport = CeleryBackend.Open(settings, backend, journal);
                    return Task.FromResult(new OpenedBackend(transport, transport));
                },
            },
        };
    }
}
