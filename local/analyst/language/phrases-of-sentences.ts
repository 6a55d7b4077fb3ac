import type { PhraseTable } from './phrases';

/** Phrases that hold a question together: what is counted, compared, ranked and grouped. */
export const ofSentences: PhraseTable = {
  skip: {
    article:
      'a single;any single;even one;even a single;the;a;an;some;any;all;this;these;those;its;their;our;my;your;his;her;such',
    polite:
      'please;pls;plz;thx;cheers;great;kindly;thanks;thanks a lot;thanks in advance;i mean;that is;i.e;e.g;when it comes to;mean anything;would be great;would be nice;would be good;would be helpful;as it were;to be precise;if possible;it is up to you;is up to you;so far;to date;as of now;if any;by any chance;thank you;hi;hello;hey;can you;could you;would you;will you;i want to know;i would like to know;' +
      "i'd like to know;i'd like;i would like;i want;i need;we need;we want;tell me;let me know;help me;i wonder;i am interested in;" +
      "i'm interested in;want to see;like to see;to see;to know;let's;let us;dear;okay;ok;so;now;just;also;too;then;well;simply;" +
      'quickly;actually;really;exactly;currently;overall;altogether;in total;all together;in all;in general;generally;' +
      'for me;to me;us;me;i;we;you;it;they;them;one;ones;there;here;as well;at all;please note;basically;roughly;approximately;about;around',
    aux:
      "be;do;have;is;are;was;were;been;being;does;did;has;had;having;can;could;would;should;will;shall;may;might;must;what's;" +
      "who's;where's;how's;when's;that's;there's;it's;get;got;make;made;happen;happened;occur;occurred;take;took;exist;existed;" +
      "i've;we've;they've;i'm curious;i am curious;curious;check;please check;examine;find;find out;calculate;compute;determine;work out;figure out;look at;see;know;want;need;like",
    vague:
      'single;something;anything;things;thing;someone;somebody;anyone;anybody;everyone;respectively;each other;one another;ever;total number;whole;entire;full;complete list of;per cent of',
    verb:
      'fall in;falls in;fall into;falls into;fell into;gave;give;registered;placed;place;done;observed;generated;generate;' +
      'belong;belongs;lead;leads;lead to;leads to;led to;leading to;result in;results in;resulted in;end in;belonging;live;lives;living;come;comes;came;based;located;go;goes;went;say;said;stand;stands;' +
      'fall;lie;lies;carry out;carried out;perform;performed;conducted;submit;bring in;brought in;bring;brings;brought;' +
      'appear;appears;appeared;contribute;contributes;contributed;account for;accounts for;accounted for;represent;represents;constitute;involve;involved;' +
      'measured;measure;were there;are there;is there;was there;work;works;working;identify;split;measure up;turn out;let;put;' +
      'came from;come from;comes from;been;written;produce;produced;signed up;sign up;signed;joined;registered;enrolled;created;submitted;opened',
    factor:
      'numeric;numerical;numeric column;numeric columns;numeric answers;numeric values;other columns;numbers;factor;factors;attribute;attributes;metric;metrics;characteristic;characteristics;property;properties',
    data:
      'data;dataset;data set;database;table;tables;column;columns;field;fields;variable;row;rows;record;records;entry;entries;' +
      'information;statistics;stats;results;result;answer;question',
  },
  carrier: { carrier: 'value;values;level;levels;score;scores;figure;figures;number;numbers;main figures' },
  prep: {
    of: 'of;from;within;inside;on;at;into;to;as;regarding;concerning;belonging to;in terms of;through;via;based on;going by;go by',
    in: 'in;during;throughout',
    for: 'for;with respect to',
    with: 'with;along with;together with;has;have;having;had;whose',
  },
  be: { be: 'is;are;was;were;be;been;equals;equal to;is equal to;=;==;:' },
  wh: { what: "what;what's;what are;what is;which", who: "who;whom;who's", when: 'when', where: 'where', how: 'how' },
  rel: { that: 'that;who;which;where;whose;when;while;if;whether' },
  and: { and: 'and;&;as well as;plus;,;;;along with;but' },
  or: { or: 'or;either;nor' },
  stop: { mark: '.;?;!;[;];"' },
  open: { open: '(;)' },
  count: {
    many: 'how many;how often;how many times;how frequently',
    number:
      'head count;headcount;head counts;volume;number of;numbers of;count of;counts of;count;counts;total number of;total count of;amount of;quantity of;' +
      'the number of;no. of;volume of;frequency of;frequency;# of;tally;tally of;total number;number',
  },
  much: { sum: 'how much' },
  agg: {
    avg: 'average;avg;mean;averaged;on average;averages;typical;average of;mean of;arithmetic mean',
    sum: 'total;sum;sum of;summed;combined;total of;totals;add up;aggregate;cumulated;overall total;grand total',
    min: 'minimum;min;smallest;lowest;least',
    max: 'maximum;max;largest;highest;greatest;peak;biggest',
    median: 'median;medians',
    stddev: 'standard deviation;std;stddev;std dev;standard deviations;deviation',
    variance: 'variance',
    range: 'range;range of',
  },
  distinct: { distinct: 'distinct;unique;different;distinct values of;unique values of;distinct number of;separate' },
  compare_op: {
    '>': 'more than;greater than;over;above;exceeding;exceeds;exceed;exceeded;higher than;larger than;bigger than;>;upwards of;in excess of;beyond;north of;better than',
    '>=': 'at least;no less than;not less than;>=;minimum of;a minimum of;greater than or equal to;from at least;no fewer than;not below;not under;≥',
    '<': 'less than;fewer than;under;below;lower than;smaller than;<;beneath;short of;worse than',
    '<=': 'at most;no more than;not more than;<=;up to;maximum of;a maximum of;less than or equal to;not over;not above;≤;not exceeding',
    '=': 'exactly;equal to;equals;=;==;precisely',
    '<>': 'not equal to;!=;<>;different from',
  },
  open_end: {
    '>=': 'or more;or older;or higher;or above;or over;and over;and older;and above;and up;and more;or greater;and higher;or better;or later;or longer;+;plus;upwards',
    '<=': 'or less;or fewer;or younger;or lower;or below;or under;and under;and younger;and below;or earlier;or smaller;and less;and lower;or shorter',
  },
  from: { from: 'from;of;for' },
  times: { times: 'time;times' },
  every: { every: 'all;every;each' },
  day_name: {
    '0': 'sunday;sundays',
    '1': 'monday;mondays',
    '2': 'tuesday;tuesdays',
    '3': 'wednesday;wednesdays',
    '4': 'thursday;thursdays',
    '5': 'friday;fridays',
    '6': 'saturday;saturdays',
    weekend: 'weekend;weekends;the weekend',
    week: 'working days;business days',
  },
  than: { than: 'than' },
  time_op: {
    '<': 'before;prior to;earlier than;up until',
    '<=': 'until;till;up to;through;by the end of;up to and including',
    '>': 'after;later than;newer than',
    '>=': 'since;starting;as of;beginning;starting in;starting from;beginning in;onwards from;from the start of',
  },
  between: { between: 'between;ranging from;in the range;in the range of' },
  dash: { dash: '-;–;—;to;through;until;till;up to' },
  by: {
    by:
      'by;per;for each;for every;each;every;in each;in every;of each;of every;across;grouped by;group by;broken down by;split by;' +
      'split up by;divided by;depending on;according to;by each;per each;across all;across the;across different;by different;for all;' +
      'for the different;within each;break down by;broken out by;separated by;segmented by;sliced by;from each;at each;on each;' +
      'for different;with each;to each;on a per;break it down by;broken up by;down by;as a function of;over each',
  },
  top: {
    desc: 'top;best;leading;highest ranking;first',
    asc: 'bottom;worst;lowest ranking;last',
  },
  most: {
    desc:
      'most;highest;largest;greatest;biggest;maximum;max;most often;most frequently;top;best;the most;most common;most popular;most frequent;' +
      'busiest;most active;strongest;most important;leading;peak',
    asc:
      'least;lowest;smallest;fewest;minimum;min;least often;least frequently;worst;the least;least common;least popular;least frequent;rarest;' +
      'quietest;least active;weakest;bottom',
  },
  frequent: {
    sold: 'best selling;best - selling;bestselling;top selling;top - selling;most sold;best sellers;bestseller;most purchased;most ordered;most bought',
    desc: 'most common;most popular;most frequent;busiest;most active;most often;most frequently;commonest;favorite;favourite;mode;mode of;most commonly;most used;most prolific',
    asc: 'least common;least popular;least frequent;rarest;quietest;least active;least often;least used',
  },
  extreme_time: {
    min: 'first;earliest;oldest;start;begin;beginning;started',
    max: 'last;latest;most recent;newest;end;recent;most recently;ended',
  },
};
