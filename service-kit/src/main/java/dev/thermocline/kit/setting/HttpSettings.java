package dev.thermocline.kit.setting;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/** What callers may send, and on what threads they are answered. */
@ConfigurationProperties("thermocline.http")
public record HttpSettings(
    @Meaning("The largest JSON body that is read; larger ones are answered 413.")
        @DefaultValue("64MB")
        DataSize maxJsonBody,
    @Meaning(
            "Whether each request has a thread of the server's own, at most"
                + " `server.tomcat.threads.max` of them, and not a virtual one. The gateway's are"
                + " virtual.")
        @DefaultValue("true")
        boolean platformThreads) {}
