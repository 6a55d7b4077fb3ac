import type { PhraseTable } from './phrases';

/** Phrases for what is to be done, and for what rows are or have. */
export const ofTasks: PhraseTable = {
  share: {
    share:
      'share;percentage;percent;proportion;fraction;share of;percentage of;percent of;proportion of;fraction of;what share of;what part of;pct;%;' +
      'portion;portion of;% of;how many percent;by how many percent;by what percentage;by what percent;what percent;what percentage;what %;shares;percentages;part of;percentage share;relative frequency;relative share;in percent;as a percentage',
  },
  rate: { rate: 'rate;rates;rate of;conversion rate' },
  trend: {
    trend:
      'over time;trend;trends;trend of;trend in;evolution;evolution of;time series;timeline;history of;develop;developed;development;development of;' +
      'evolve;evolved;over the time;over the period;progression;course of;through time;temporal;over the years;over the months;change over time;changed over time',
  },
  grain: {
    day: 'day;daily;days;date;calendar day',
    week: 'week;weekly;weeks;calendar week',
    month: 'month;monthly;months;calendar month;month by month;month over month',
    quarter: 'quarter;quarterly;quarters',
    year: 'year;yearly;annual;annually;years;calendar year;year by year;year over year',
    hour: 'hourly',
  },
  part: {
    weekday: 'weekday;day of week;day of the week;days of the week;weekdays;week day',
    hour: 'hour;hours;hour of day;hour of the day;time of day;hours of the day',
    month: 'month of year;month of the year;calendar month of the year',
  },
  growth: {
    growth:
      'growth;growth rate;grow;grew;grown;change;changed;change in;increase;increased;decrease;decreased;decline;declined;rise;rose;fall;fell;' +
      'drop;dropped;percent change;percentage change;growth of;growth in;change of;percentage increase;percentage growth;year over year growth;' +
      'month over month growth;mom growth;yoy growth;growing;go up;gone up;went up;go down;gone down;went down;goes up;goes down;climb;climbed;shrink;shrank;relative change;yoy;mom;development from',
  },
  distribution: {
    distribution:
      'distribution;distribution of;distributed;histogram;histogram of;spread;spread of;frequency distribution;how are distributed;breakdown;' +
      'breakdown of;split of;break;composition of;composition;make-up of;mix of;distributions;break down',
  },
  compare: {
    compare:
      'compare;comparing;comparison;comparison of;versus;vs;vs.;compared to;compared with;difference;difference in;difference between;differences;' +
      'differ;differs;different between;in comparison to;against;contrast;compares;as opposed to;differences in;compare the;side by side',
  },
  significance: {
    test:
      'significant;significantly;statistically significant;statistically significantly;statistically;significance;t-test;t test;ttest;anova;chi-square;' +
      'chi square;chi-squared;chi squared;test of significance;hypothesis test;p-value;p value;statistical test;test whether;test if;significance test;' +
      'significant difference;statistically different;significantly different',
  },
  correlate: {
    correlate:
      'correlation;correlations;correlate;correlated;correlates;correlation coefficient;correlation between;correlation of;relationship;relationship between;' +
      'relation;relation between;association;association between;related;linked;connection;link;depend;depends;depend on;depends on;dependence;pearson;' +
      'spearman;correlating;connected;associated;goes with;go together;correlation matrix;relate;interdependence',
  },
  rest: { rest: 'the rest;rest;the others;others;all others;everyone else;everybody else;other people;all the others' },
  quality: {
    quality:
      'unseen;unseen data;unseen rows;new data;than guessing;compared to guessing;guessing;r2;r²;r squared;error;errors;mae;rmse;accuracy;auc;f1;test error;test set;performance;quality;algorithm;how good;how well;good;report;held out;mean absolute error;which algorithm',
  },
  affect: {
    affect: 'affect;affects;influence;influences;impact;impacts;effect;effect of;drive;drives;determine;matter;matters',
  },
  model: {
    model:
      'machine learning model;ml model;model;machine learning;predictive model;prediction model;predict;predicts;predicting;prediction;classifier;classify;' +
      'classification model;regression model;train;training;trained;train a model;build a model;make a model;fit;fit a model;learn;forecast model;' +
      'classification;predictor;estimate;estimator;create a model;develop a model;predictions;tells whether;tell whether;tells if;tells me;tells us;guess;guesses;foretell;foretells;figures out',
  },
  build: {
    build:
      'make;build;create;train;fit;develop;construct;set up;generate;produce;use;using;using the;based on;apply;prepare;provide',
  },
  target: {
    target:
      'target;target variable;target column;label;outcome;dependent variable;response variable;as target;as the target;as label;output variable;' +
      'variable to predict;as the target variable;as target variable;outcome variable;to be predicted;as a target;target field;as the label;target feature',
  },
  features: {
    features:
      'features;feature;predictors;inputs;input variables;independent variables;explanatory variables;feature columns;from the columns;as features;input;input columns',
  },
  algorithm: {
    forest: 'random forest;random forests;randomforest;forest;extra trees;bagging',
    boosting:
      'gradient boosting;gradient boosted trees;gradient boost;boosted trees;boosting;hist gradient boosting;gbm;xgboost;lightgbm;catboost;xgb;lgbm;gradient boosting machine',
    logistic: 'logistic regression;logit;logistic;logistic model',
    linear:
      'linear regression;ols;linear model;least squares;multiple regression;ordinary least squares;ridge;ridge regression;lasso;linear',
    tree: 'decision tree;decision trees;cart;tree;regression tree;classification tree',
    neighbours:
      'k nearest neighbors;k-nearest neighbors;knn;k nearest neighbours;nearest neighbors;nearest neighbours;k-nn;nearest neighbour',
    svm: 'support vector machine;svm;support vector machines;svc;svr;support vector',
    bayes: 'naive bayes;bayes;naïve bayes',
    network: 'neural network;neural net;neural networks;mlp;deep learning;multilayer perceptron',
  },
  task: {
    classification: 'classification;classifier;classify;classification model',
    regression: 'regression;regression model;regressor',
  },
  chart: {
    any: 'chart;plot;graph;charts;plots;graphs;visualise;visualize;visualisation;visualization;figure;picture;diagram;draw;graphically;image;as a chart;as a plot;plotted;charted',
    bar: 'bar chart;bar graph;bar plot;barchart;barplot;bars;column chart;bar diagram;bar;horizontal bar chart',
    line: 'line chart;line graph;line plot;linechart;lineplot;line',
    pie: 'pie chart;pie;piechart;donut;donut chart;pie graph;doughnut chart',
    histogram: 'histogram;histogram of;histograms',
    scatter: 'scatter plot;scatter;scatterplot;scatter chart;scatter graph;scatter diagram',
    box: 'box plot;boxplot;box-plot;box and whisker plot;violin plot;box plots;boxplots',
    heatmap: 'heatmap;heat map',
  },
  never: {
    never:
      "never;not once;haven't;hasn't;has not;have not;had not;hadn't;didn't;did not;no longer;not ever;not yet;have never;has never",
  },
  not: {
    not:
      "not;neither;isn't;aren't;wasn't;weren't;non;excluding;except;except for;other than;besides;apart from;exclude;leaving out;ignoring;but not;" +
      "doesn't;don't;do not;does not;is not;are not;was not;were not;that are not;outside;outside of;aside from;leave out;ignore;minus;rather than;with the exception of;excluded",
  },
  without: {
    without:
      'without;with no;have no;has no;had no;having no;no;lacking;lack;lacks;zero;with zero;not any;without any;with not a single;not having;none',
  },
  missing: {
    missing:
      'missing;null;nulls;unknown;blank;empty;unspecified;not filled;not specified;not given;not recorded;n/a;na;is null;not set;undefined;not known;' +
      'not available;missing values;null values;missing value;missing data;unfilled;left blank;not provided;is missing;are missing;not present;absent',
  },
  present: { present: 'not null;known;filled;non-null;not missing;not empty;present;available;given' },
  describe: {
    describe:
      'describe;description;description of;summary;summary of;summarise;summarize;overview;overview of;schema;structure;structure of;profile;profile of;' +
      'explain the table;summary statistics;descriptive statistics;what columns;which columns;what fields;which fields;columns of;columns in;explore;' +
      'tell me about;about;look like;looks like;contents of;contain;contains;info;metadata;what is in;data quality;columns does;fields does;what tables;which tables;' +
      'list tables;list the tables;what data;which data;data types;show tables;list all tables;tables do;tables are;columns are;summary table;what kind of data',
  },
  list: {
    list: 'list;show;display;draw it;group them;give;give me;show me;return;output;print;name;present;get;fetch;retrieve;enumerate;list all;show all;provide;report;let me see;report on;create;make;generate;produce;draw',
  },
  change: {
    change:
      'delete;drop table;truncate;insert;update;alter;remove from;rename;erase;wipe;purge;overwrite;modify;create table;add a row;add a column;add a new;' +
      'set all;grant;revoke;delete all;drop;destroy;replace all;add column;add row;correct;anonymize;anonymise;edit;remove all;remove;change all;upload;save to;write to;store in;merge into;import;insert into',
  },
  contains: {
    contains:
      'contains;containing;contain;includes;including;include;that contains;with the word;mentioning;mention;mentions;like;matching',
    starts: 'starts with;starting with;start with;beginning with;begins with;begin with;started with',
    ends: 'ends with;ending with;end with;ending in;ends in',
  },
  named: { named: 'named;called;with the name;with name;by the name of;titled;with id;with the id;number;no;id;nr' },
  sort: {
    by: 'sorted by;ordered by;order by;sort by;ranked by;rank by;sort them by;sorting by;order them by;in order of',
    desc: 'descending;in descending order;from highest to lowest;from most to least;from big to small;from large to small;big to small;biggest first;highest first;largest first;desc;high to low;sorted descending;decreasing order',
    asc: 'ascending;in ascending order;from lowest to highest;lowest first;smallest first;asc;low to high;sorted ascending;alphabetically;chronologically;increasing order',
    plain: 'sorted;ordered;sort;rank;ranked;ranking;ranking of;sort the result;sort the results;rank the',
  },
  deal: { money: 'spend;spent;spends;spending;earn;earned;earns', units: 'sold;sell;sells;selling' },
  degree: {
    more: 'higher;greater;more;better;longer;more often;more frequently;bigger',
    less: 'lower;less;fewer;worse;less often;smaller',
  },
  round: { round: 'rounded to;round to;rounded;round;with;to' },
  decimals: { decimals: 'decimal places;decimals;digits;decimal;decimal digits;decimal place' },
  cumulative: {
    cumulative:
      'cumulative;running total;running total of;running;cumulatively;cumulative sum;cumulative sum of;cumulative number of;running sum;running count;running count of',
  },
  moving: {
    moving: 'moving average;rolling average;rolling mean;rolling;smoothed;moving average of;rolling average of',
  },
  bands: {
    bands:
      'band;bands;bracket;brackets;range;ranges;bucket;buckets;bin;bins;group;groups;interval;intervals;class;classes;tier;tiers;groups of;bins of;buckets of;bands of;cohort;cohorts;decade;decades',
  },
  exclusive: {
    only: 'only;solely;exclusively;restrict to;restricted to;limit to;limited to;filter;filtered;filter by;filtered by;filter for;considering;consider;where;given;with',
  },
  only: {
    only: 'only include;include only;consider only;only consider;only count;keep only;look only at;just the;only the;only those',
  },
  percentile: { percentile: 'percentile;percentile of;th percentile;quantile;quartile' },
  among: { among: 'among;amongst;out of' },
  active: { active: 'active' },
  fresh: { fresh: 'new;newly' },
  pair: { per: 'per' },
  time_unit: {
    day: 'day;days',
    week: 'week;weeks',
    month: 'month;months',
    year: 'year;years',
    hour: 'hour;hours',
    minute: 'minute;minutes',
    quarter: 'quarter;quarters',
  },
  unit: {
    years: 'years old;years of age;year old;year-old;year olds;year-olds;-year-old',
    money: '$;€;£;dollar;dollars;euro;euros;usd;eur;pounds;gbp;chf;francs;bucks;cents',
    percent: 'percent;%',
    degrees: 'degree;degrees;°;°c;degrees celsius;celsius;c;fahrenheit',
    stars: 'star;stars;point;points',
    physical:
      'kg;kilogram;kilograms;grams;g;km;kilometers;kilometres;miles;m;meters;metres;cm;mm;ms;milliseconds;seconds;minutes;hours;kwh;watts;w;volts;hpa;ppm;db;lbs;pounds',
  },
};
