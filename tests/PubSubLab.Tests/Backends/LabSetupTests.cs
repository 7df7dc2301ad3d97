using PubSubLab.Backends;
using PubSubLab.Configuration;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Time;
using PubSubLab.Lab.Transports;
using PubSubLab.Transports.Celery;

namespace PubSubLab.Tests.Backends;

public sealed class LabSetupTests
{
    private static readonly string[] s_compared = ["pubsub", "gcpubsub", "redis", "rabbitmq"];

    [Fact]
    public void Without_anything_the_lab_is_embedded_with_its_defaults()
    {
        var setup = Read();

        setup.Settings.ShouldBe(new LabSettings());
        setup.Backend.ShouldBeOfType<EmbeddedBackend>();
        var cloud = Only<CloudBackend>(setup);
        (cloud.Publisher.File, cloud.Subscriber.File).ShouldBe((Path.GetFullPath("credentials/publisher.json"), Path.GetFullPath("credentials/subscriber.json")));
    }

    [Fact]
    public void An_option_wins_over_the_environment_the_environment_over_dev_env()
    {
        Read(file: [("TOPIC_NAME", "from-file")]).Settings.Topic.ShouldBe("from-file");
        Read(file: [("TOPIC_NAME", "from-file")], environment: [("TOPIC_NAME", "from-environment")]).Settings.Topic.ShouldBe("from-environment");
        Read(file: [("TOPIC_NAME", "from-file")], environment: [("TOPIC_NAME", "from-environment")], options: [("TOPIC_NAME", "from-option")])
            .Settings.Topic.ShouldBe("from-option");
    }

    [Fact]
    public void An_empty_value_stands_for_the_default()
    {
        Read(environment: [("TOPIC_NAME", "")], file: [("TOPIC_NAME", " ")]).Settings.Topic.ShouldBe("lab-tasks");
    }

    [Fact]
    public void An_emulator_host_alone_means_an_emulator()
    {
        Read(environment: [("PUBSUB_EMULATOR_HOST", "localhost:8085")]).Backend.ShouldBeOfType<EmulatorBackend>();
        Read(environment: [("PUBSUB_EMULATOR_HOST", "localhost:8085"), ("BACKEND", "embedded")]).Backend.ShouldBeOfType<EmbeddedBackend>();
    }

    [Fact]
    public void An_emulator_host_on_cloud_is_refused()
    {
        Problems(environment: [("PUBSUB_EMULATOR_HOST", "localhost:8085"), ("BACKEND", "cloud"), ("PROJECT_ID", "my-project")])
            .ShouldHaveSingleItem().ShouldContain("contradict");
    }

    [Theory]
    [InlineData("europe-west3-pubsub.googleapis.com", "europe-west3-pubsub.googleapis.com:443")]
    [InlineData("europe-west3-pubsub.googleapis.com:8443", "europe-west3-pubsub.googleapis.com:8443")]
    [InlineData("[::1]", "[::1]:443")]
    [InlineData("[::1]:8443", "[::1]:8443")]
    public void An_endpoint_without_a_port_gets_Googles(string text, string endpoint) =>
        Only<CloudBackend>(Read(environment: [("PUBSUB_ENDPOINT", text)])).Endpoint.ShouldBe(endpoint);

    [Theory]
    [InlineData("https://pubsub.googleapis.com")]
    [InlineData("pubsub.googleapis.com:")]
    [InlineData("two words")]
    public void An_endpoint_that_is_no_host_is_refused(string text) =>
        Problems(environment: [("PUBSUB_ENDPOINT", text)]).ShouldHaveSingleItem().ShouldContain("Allowed: a host, or host:port");

    [Fact]
    public void Cloud_needs_a_project()
    {
        Problems(environment: [("BACKEND", "cloud")]).ShouldHaveSingleItem().ShouldContain("PROJECT_ID");
    }

    [Fact]
    public void An_emulator_needs_a_host()
    {
        Problems(environment: [("BACKEND", "emulator")]).ShouldHaveSingleItem().ShouldContain("PUBSUB_EMULATOR_HOST");
    }

    [Theory]
    [InlineData("BACKEND", "aws")]
    [InlineData("BACKEND", "1")]
    [InlineData("PROJECT_ID", "My Project")]
    [InlineData("TOPIC_NAME", "x")]
    [InlineData("TOPIC_NAME", "goog-topic")]
    [InlineData("SUBSCRIPTION_NAME", "a/b")]
    [InlineData("PUBSUB_EMULATOR_HOST", "localhost")]
    [InlineData("PUBSUB_EMULATOR_HOST", "localhost:99999")]
    [InlineData("PUBSUB_ENDPOINT", "no/where")]
    [InlineData("CELERY_ACKS_LATE", "yes")]
    [InlineData("CELERY_ACKS_LATE", "True")]
    [InlineData("CELERY_TASK_EVENTS", "on")]
    [InlineData("CELERY_TRACK_STARTED", "1")]
    [InlineData("CELERY_VISIBILITY_TIMEOUT", "an hour")]
    [InlineData("CELERY_VISIBILITY_TIMEOUT", "-1")]
    [InlineData("CELERY_VISIBILITY_TIMEOUT", "3601")]
    [InlineData("SLOW_HANDLER_SECONDS", "fast")]
    [InlineData("SLOW_HANDLER_SECONDS", "-1")]
    [InlineData("SLOW_HANDLER_SECONDS", "3601")]
    public void A_wrong_value_gets_a_sentence_with_key_value_place_and_what_is_allowed(string key, string value)
    {
        var problem = Problems(file: [(key, value)]).ShouldHaveSingleItem();

        problem.ShouldStartWith($"{key} is '{value}' (in ");
        problem.ShouldContain("dev.env");
        problem.ShouldContain("Allowed: ");
    }

    [Theory]
    [InlineData("redis", "REDIS_URL", "redis://127.0.0.1:6379/0")]
    [InlineData("rabbitmq", "RABBITMQ_URL", "amqp://guest:guest@127.0.0.1:5672//")]
    public void A_task_queue_needs_the_address_of_its_own_broker(string backend, string key, string example)
    {
        var problem = $"{key} is not set, and BACKEND is {backend}. Set it to where {(backend == "redis" ? "Redis" : "RabbitMQ")} is, for example {example}.";
        var other = key == "REDIS_URL" ? "RABBITMQ_URL" : "REDIS_URL";

        Problems(environment: [("BACKEND", backend)]).ShouldHaveSingleItem().ShouldBe(problem);
        Problems(environment: [("BACKEND", backend), (other, "any://where")]).ShouldHaveSingleItem().ShouldBe(problem);
        Problems(file: [("BACKEND", backend), (key, " ")]).ShouldHaveSingleItem().ShouldBe(problem);
    }

    [Theory]
    [InlineData("redis", typeof(RedisBackend))]
    [InlineData("Redis", typeof(RedisBackend))]
    [InlineData("rabbitmq", typeof(RabbitMqBackend))]
    [InlineData("RABBITMQ", typeof(RabbitMqBackend))]
    public void A_task_queue_is_named_in_any_case(string name, Type backend)
    {
        Read(environment: [("BACKEND", name), ("REDIS_URL", "redis://r/0"), ("RABBITMQ_URL", "amqp://q//")]).Backend.ShouldBeOfType(backend);
    }

    [Theory]
    [InlineData("", "", "embedded")]
    [InlineData("PUBSUB_EMULATOR_HOST", "localhost:8085", "emulator")]
    [InlineData("PUBLISHER_CREDENTIALS", "keys/p.json", "cloud")]
    [InlineData("PUBSUB_ENDPOINT", "europe-west3-pubsub.googleapis.com", "cloud")]
    [InlineData("GCPUBSUB_ON", "cloud", "cloud")]
    public void Pub_Sub_as_Celerys_broker_is_where_the_settings_of_Pub_Sub_say(string key, string value, string carrier)
    {
        var backend = Read(environment: [("BACKEND", "gcpubsub"), ("PROJECT_ID", "my-project"), ("SUBSCRIPTION_NAME", "my.queue"), (key, value)]).Backend.ShouldBeOfType<GcPubSubBackend>();

        backend.Carrier.Name.ShouldBe(carrier);
        (backend.IsInProcess, backend.IsRealProject).ShouldBe((carrier == "embedded", carrier == "cloud"));
        (backend.Carrier.Settings.Topic, backend.Carrier.Settings.Subscription).ShouldBe(("my.queue", "kombu-my-queue"));
    }

    [Fact]
    public void Pub_Sub_as_Celerys_broker_on_cloud_needs_a_project_and_no_emulator()
    {
        Problems(environment: [("BACKEND", "gcpubsub"), ("PUBLISHER_CREDENTIALS", "keys/p.json")])
            .ShouldHaveSingleItem().ShouldStartWith("PROJECT_ID is not set, and PUBLISHER_CREDENTIALS is set.");
        Problems(environment: [("BACKEND", "gcpubsub"), ("GCPUBSUB_ON", "cloud"), ("PROJECT_ID", "my-project"), ("PUBSUB_EMULATOR_HOST", "localhost:8085")])
            .ShouldHaveSingleItem().ShouldContain("while GCPUBSUB_ON is cloud; they contradict each other");
        Problems(environment: [("BACKEND", "gcpubsub"), ("GCPUBSUB_ON", "emulator")]).ShouldHaveSingleItem().ShouldStartWith("PUBSUB_EMULATOR_HOST is not set, and GCPUBSUB_ON is emulator.");
        Problems(environment: [("BACKEND", "gcpubsub"), ("SUBSCRIPTION_NAME", $"q{new string('x', 249)}")]).ShouldHaveSingleItem().ShouldStartWith("SUBSCRIPTION_NAME: The queue name 'q");
    }

    [Theory]
    [InlineData(null, RetriedBy.Celery)]
    [InlineData("celery", RetriedBy.Celery)]
    [InlineData("pubsub", RetriedBy.PubSub)]
    public void Failed_tasks_on_Pub_Sub_come_back_by_Celery_or_by_Pub_Sub(string? value, RetriedBy retried)
    {
        Only<GcPubSubBackend>(Read(file: value is null ? [] : [("GCPUBSUB_RETRY", value)])).Retries.ShouldBe(retried);
    }

    [Fact]
    public void Addresses_of_brokers_are_taken_as_they_stand_and_name_no_backend()
    {
        var setup = Read(file: [("REDIS_URL", " redis://:p@r:1/2 "), ("RABBITMQ_URL", "amqps://u:p@q/v"), ("CELERY_RESULT_URL", "rediss://s/3")]);

        setup.Backend.ShouldBeOfType<EmbeddedBackend>();
        (Only<RedisBackend>(setup).Url, Only<RabbitMqBackend>(setup).Url).ShouldBe(("redis://:p@r:1/2", "amqps://u:p@q/v"));
        setup.All.OfType<CeleryBackend>().Select(b => b.ResultUrl).ShouldBe(["rediss://s/3", "rediss://s/3", "rediss://s/3"]);
    }

    [Fact]
    public void The_environments_broker_wins_over_the_one_in_dev_env()
    {
        var setup = Read(environment: [("REDIS_URL", "redis://environment/0")], file: [("REDIS_URL", "redis://file/0"), ("BACKEND", "redis")]);

        setup.Backend.ShouldBeOfType<RedisBackend>().Url.ShouldBe("redis://environment/0");
    }

    [Fact]
    public void No_problem_quotes_an_address_in_which_a_password_could_stand()
    {
        var problems = Problems(file: [("REDIS_URL", "redis://:s3cret@r/0"), ("RABBITMQ_URL", "amqp://u:s3cret@q//"), ("CELERY_RESULT_URL", "s3cret"), ("TOPIC_NAME", "x")]);

        problems.ShouldHaveSingleItem().ShouldNotContain("s3cret");
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("true", true)]
    [InlineData("false", false)]
    public void Celery_acknowledges_late_unless_it_is_told_not_to(string? value, bool late)
    {
        Read(file: value is null ? [] : [("CELERY_ACKS_LATE", value)]).All.OfType<CeleryBackend>().ShouldAllBe(b => b.AcksLate == late);
    }

    [Fact]
    public void Tasks_of_other_names_are_mapped_to_handlers()
    {
        var backends = Read(file: [("CELERY_TASKS", " proj.tasks.add = slow, *=echo ")]).All.OfType<CeleryBackend>();

        backends.ShouldAllBe(b => b.HandlerOfTask.Count == 2 && b.HandlerOfTask["proj.tasks.add"] == "slow" && b.HandlerOfTask["*"] == "echo");
    }

    [Theory]
    [InlineData("proj.tasks.add", "the entry 'proj.tasks.add'; each must be TASK=HANDLER")]
    [InlineData("a=slow,=echo", "the entry '=echo'; each must be TASK=HANDLER")]
    [InlineData("a=slow,a=echo", "the task 'a' twice")]
    public void A_wrong_mapping_of_tasks_gets_a_sentence(string value, string sentence)
    {
        Problems(file: [("CELERY_TASKS", value)]).ShouldHaveSingleItem().ShouldContain(sentence);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("0.5", 0.5)]
    [InlineData("3600", 3600.0)]
    public void The_visibility_timeout_is_in_seconds_and_left_to_the_worker_by_default(string? value, double? seconds)
    {
        TimeSpan? timeout = seconds is { } s ? TimeSpan.FromSeconds(s) : null;

        Read(file: value is null ? [] : [("CELERY_VISIBILITY_TIMEOUT", value)]).All.OfType<RedisBackend>().Single().VisibilityTimeout.ShouldBe(timeout);
    }

    [Fact]
    public void A_visibility_timeout_of_nothing_is_refused_with_what_it_would_do()
    {
        Problems(file: [("CELERY_VISIBILITY_TIMEOUT", "0")]).ShouldHaveSingleItem()
            .ShouldStartWith("CELERY_VISIBILITY_TIMEOUT is 0, so every task would be given to another worker at once.");
    }

    [Theory]
    [InlineData("CELERY_PRIORITY_STEPS", "3,6", "Allowed: whole numbers from 0 to 9, ascending")]
    [InlineData("CELERY_PRIORITY_STEPS", "0,6,3", "Allowed: whole numbers from 0 to 9, ascending")]
    [InlineData("CELERY_PRIORITY_STEPS", "0,10", "Allowed: whole numbers from 0 to 9, ascending")]
    [InlineData("CELERY_SEP", @"\x6", "Allowed: one or more characters")]
    [InlineData("CELERY_TASK_DEFAULT_QUEUE_TYPE", "stream", "Allowed: classic or quorum.")]
    [InlineData("CELERY_NATIVE_DELAYED_DELIVERY", "yes", "Allowed: true or false.")]
    [InlineData("CELERY_MAX_RETRIES", "-1", "Allowed: a whole number from 0 to 10000.")]
    [InlineData("CELERY_RETRY_DELAY", "soon", "Allowed: seconds from 0 to 3600")]
    [InlineData("CELERY_RETRY_JITTER", "1", "Allowed: true or false.")]
    public void A_wrong_setting_of_Celerys_gets_the_rule(string key, string value, string rule)
    {
        Problems(file: [(key, value)]).ShouldHaveSingleItem().ShouldContain(rule);
    }

    [Fact]
    public void A_longest_wait_below_the_first_is_refused()
    {
        Problems(file: [("CELERY_RETRY_DELAY", "5"), ("CELERY_RETRY_BACKOFF_MAX", "2")]).ShouldHaveSingleItem()
            .ShouldBe("CELERY_RETRY_BACKOFF_MAX is 2, less than CELERY_RETRY_DELAY, 5. Set it to at least that, in seconds.");
    }

    [Fact]
    public void Retries_are_named_after_Celerys_tasks()
    {
        var backends = Read(file: [("CELERY_MAX_RETRIES", "3"), ("CELERY_RETRY_DELAY", "2"), ("CELERY_RETRY_BACKOFF_MAX", "60"), ("CELERY_RETRY_JITTER", "true")])
            .All.OfType<CeleryBackend>().ToList();

        backends.Count.ShouldBe(3);
        backends.ShouldAllBe(b => b.Retry == new RetryRule { Attempts = 4, Minimum = TimeSpan.FromSeconds(2), Maximum = TimeSpan.FromSeconds(60), Jitter = 1 });
    }

    [Fact]
    public void Names_of_keys_on_Redis_and_queues_on_RabbitMq_are_Kombus_unless_they_are_set()
    {
        Only<RedisBackend>(Read()).Naming.ShouldBe(new RedisNaming());
        var naming = Only<RedisBackend>(Read(file:
        [
            ("CELERY_PRIORITY_STEPS", "0, 5"), ("CELERY_SEP", @"\x01:"), ("CELERY_GLOBAL_KEYPREFIX", "app:"), ("CELERY_FANOUT_PREFIX", "false"),
        ])).Naming;
        naming.PrioritySteps.ShouldBe([0, 5]);
        (naming.Separator, naming.KeyPrefix, naming.FanoutPrefix).ShouldBe(("\u0001:", "app:", ""));
        var rabbit = Only<RabbitMqBackend>(Read(file: [("CELERY_TASK_DEFAULT_QUEUE_TYPE", "quorum")]));
        (rabbit.QueueType, rabbit.NativeDelay).ShouldBe((CeleryQueueType.Quorum, null));
    }

    [Theory]
    [InlineData("redis", "q", true)]
    [InlineData("redis", "mail:high priority", true)]
    [InlineData("rabbitmq", "google.tasks", true)]
    [InlineData("rabbitmq", "amq.tasks", false)]
    [InlineData("gcpubsub", "q", false)]
    [InlineData("embedded", "google.tasks", false)]
    public void A_name_follows_the_rule_of_the_chosen_broker(string backend, string name, bool allowed)
    {
        (string, string)[] file = [("BACKEND", backend), ("REDIS_URL", "redis://r"), ("RABBITMQ_URL", "amqp://r"), ("SUBSCRIPTION_NAME", name)];

        if (allowed)
        {
            Read(file: file).Settings.Subscription.ShouldBe(name);
        }
        else
        {
            Problems(file: file).ShouldContain(p => p.Contains("SUBSCRIPTION_NAME is '", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void All_wrong_values_are_said_at_once()
    {
        Problems(file: [("TOPIC_NAME", "x"), ("SLOW_HANDLER_SECONDS", "fast")]).Count.ShouldBe(2);
    }

    [Fact]
    public void A_relative_path_in_dev_env_begins_at_its_folder()
    {
        var publisher = Only<CloudBackend>(Read(file: [("PUBLISHER_CREDENTIALS", "keys/p.json")])).Publisher;

        publisher.File.ShouldBe(Path.GetFullPath("/somewhere/keys/p.json"));
        publisher.IsNamed.ShouldBeTrue();
    }

    [Fact]
    public void An_account_to_impersonate_is_an_address()
    {
        Only<CloudBackend>(Read(file: [("SUBSCRIBER_ACCOUNT", "lab@p.iam.gserviceaccount.com")])).Subscriber.Impersonated.ShouldBe("lab@p.iam.gserviceaccount.com");
        Problems(file: [("PUBLISHER_ACCOUNT", "lab")]).ShouldHaveSingleItem().ShouldContain("NAME@PROJECT.iam.gserviceaccount.com");
    }

    [Fact]
    public void The_template_names_every_setting_with_a_comment_and_sets_none()
    {
        var path = Repository.File("dev.env.template");
        var file = SettingsFile.Read(path, Repository.Root);

        file.Values.Keys.ShouldBe(LabSetup.Keys, ignoreOrder: true);
        file.Values.Values.ShouldAllBe(value => value.Length == 0);
        var lines = File.ReadAllLines(path);
        foreach (var key in LabSetup.Keys)
        {
            lines[Array.FindIndex(lines, l => l.StartsWith($"{key}=", StringComparison.Ordinal)) - 1].ShouldStartWith("# ");
        }
    }

    [Fact]
    public void The_embedded_backend_is_the_first_name_and_each_name_is_the_backends_own()
    {
        LabSetup.Names.Take(6).ShouldBe(["embedded", "emulator", "cloud", "gcpubsub", "redis", "rabbitmq"]);
        Read().All.Select(b => b.Name).ShouldBe(LabSetup.Names);
        Problems(environment: [("BACKEND", "aws")]).ShouldHaveSingleItem().ShouldEndWith($"Allowed: {string.Join(", ", LabSetup.Names)}.");
    }

    [Theory]
    [InlineData("", "pubsub", "BACKEND=embedded", "gcpubsub +, redis -, rabbitmq +")]
    [InlineData("redis", "redis", "BACKEND=redis, REDIS_URL", "pubsub +, gcpubsub +, rabbitmq +")]
    [InlineData("rabbitmq", "rabbitmq", "BACKEND=rabbitmq, RABBITMQ_URL", "pubsub +, gcpubsub +, redis -")]
    [InlineData("gcpubsub", "gcpubsub", "BACKEND=gcpubsub", "pubsub +, redis -, rabbitmq +")]
    [InlineData("redis", "redis", "BACKEND=redis, REDIS_URL", "pubsub +, gcpubsub +, rabbitmq -", "")]
    public void A_comparison_offers_each_other_backend_and_a_way_to_open_one_that_is_set_up(string backend, string name, string configuration, string others, string rabbitMq = "amqp://q//")
    {
        var comparison = Read(environment: [("BACKEND", backend), ("RABBITMQ_URL", rabbitMq), .. backend == "redis" ? [("REDIS_URL", "redis://r/0")] : ((string, string)[])[]])
            .Compare();

        (comparison.Name, comparison.Configuration).ShouldBe((name, configuration));
        string.Join(", ", comparison.Others.Where(o => s_compared.Contains(o.Name)).Select(o => $"{o.Name} {(o.OpenAsync is null ? '-' : '+')}")).ShouldBe(others);
    }

    [Theory]
    [InlineData("no address")]
    [InlineData("http://redis/0")]
    public void A_comparison_does_not_read_the_address_of_a_broker_that_it_does_not_open(string url)
    {
        Read(environment: [("REDIS_URL", url), ("RABBITMQ_URL", url)]).Compare().Others.Count(o => o.OpenAsync is not null).ShouldBe(3);
    }

    [Fact]
    public void An_address_that_cannot_be_read_costs_a_comparison_only_its_backend()
    {
        Read(environment: [("REDIS_URL", "nonsense")]).Compare().Others.Select(o => o.Name).ShouldContain("redis");
    }

    [Fact]
    public void A_value_that_two_backends_read_is_one_problem()
    {
        Problems(file: [("CELERY_ACKS_LATE", "yes"), ("CELERY_VISIBILITY_TIMEOUT", "0")]).Count.ShouldBe(2);
    }

    [Fact]
    public void A_file_that_does_not_parse_is_refused_without_quoting_it()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.env");
        File.WriteAllText(path, "BACKEND=embedded\n=secret\n");
        try
        {
            var problem = Should.Throw<SettingsException>(() => SettingsFile.Read(path, Repository.Root)).Problems.ShouldHaveSingleItem();

            problem.ShouldContain("line 2");
            problem.ShouldNotContain("secret");
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task A_backend_that_an_experiment_opened_leaves_the_labs_clock_as_it_is()
    {
        using var clock = new LabClock();
        var offer = Read().Compare().Others.Single(o => o.Name == "gcpubsub");
        var opened = await offer.OpenAsync.ShouldNotBeNull()(new LabJournal(clock), TestContext.Current.CancellationToken);
        await opened.Owner.DisposeAsync();

        clock.IsReal.ShouldBeTrue();
        await Task.Delay(TimeSpan.FromMilliseconds(1), clock, TestContext.Current.CancellationToken).EndsAsync();
    }

    private static IReadOnlyList<string> Problems(
        (string, string)[]? options = null, (string, string)[]? environment = null, (string, string)[]? file = null) =>
        Should.Throw<SettingsException>(() => Read(options, environment, file)).Problems;

    private static T Only<T>(LabSetup setup) where T : Backend => setup.All.OfType<T>().ShouldHaveSingleItem();

    private static LabSetup Read((string Key, string Value)[]? options = null, (string Key, string Value)[]? environment = null, (string Key, string Value)[]? file = null)
    {
        var environmentValues = (environment ?? []).ToDictionary(e => e.Key, e => e.Value);
        return LabSetup.Read(new SettingValues(
            (options ?? []).ToDictionary(o => o.Key, string? (o) => o.Value),
            key => environmentValues.GetValueOrDefault(key),
            new SettingsFile(file is null ? null : "/somewhere/dev.env", (file ?? []).ToDictionary(f => f.Key, f => f.Value))));
    }
}
